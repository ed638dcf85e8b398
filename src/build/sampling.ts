// How the vendor is asked, by customers' turns and by the reflux alike: the better answer must be of the same kind.

export const MAX_TOKENS = 200
export const TEMPERATURE = 0.3
