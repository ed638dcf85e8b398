/** The turn that the measured front answers. */
export const ANSWERED = 'answered'
