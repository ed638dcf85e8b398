// How often a person at the desk and a customer tell each other that they write.

/** At most so often; what hears of it shows it for a little longer. */
export const TYPING_EVERY_MS = 3_000
