// Ids are 128 random bits as lower-case hex digits; of a dialog's in Redis, 104 are random and the rest follow from its owner.

/** Made by the server only. */
export type DialogId = string
export type TurnId = string
/** The incarnation of a process, new at each start; in a turn, that of the process where its client is connected. */
export type ProcessId = string

export const ID_PATTERN = '^[0-9a-f]{32}$'
export const idShape = new RegExp(ID_PATTERN)

/** A customer's picture within its dialog: 128 random bits as letters, because it stands in texts that are masked, and no
 *  rule takes letters for a person's number. */
export type ImageId = string

export const imageIdShape = /^[a-p]{32}$/

/** The id of a picture by 32 random hex digits. */
export function imageIdOf(hex: string): ImageId {
  return hex.replace(/./g, digit => String.fromCharCode(97 + Number.parseInt(digit, 16)))
}

/** The ids that a script joined without anything between them. */
export function splitIds(joined: string): string[] {
  return joined === '' ? [] : (joined.match(/.{32}/g) ?? [])
}
