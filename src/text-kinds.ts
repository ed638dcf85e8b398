// Occasions of the fixed sentences of texts.ts, by the word under which TEXTS_FILE names them.

export const noticeKinds = ['not-understood', 'vendor-away', 'declined', 'busy'] as const

export const peopleKinds = [
  'bot-off',
  'closed',
  'asked',
  'held',
  'hours',
  'nobody',
  'full',
  'long',
  'picture',
] as const

/** `bot-off`: the customer wants no answer of a model, and nobody is there. `closed`: the person has ended the talk before
 *  answering. `asked`: the customer waits now. `held`: a person is there already. `picture`: nobody but a person can look at it. The others say why nobody can be asked. */
export type PeopleKind = (typeof peopleKinds)[number]

/** `not-understood`: nothing that is known answers the question. `vendor-away`: the vendor cannot be asked.
 *  `declined`: the vendor does not answer it. `busy`: too many are asking. */
export type NoticeKind = (typeof noticeKinds)[number]

export const orderKinds = [
  'unknown',
  'slow',
  'which',
  'none',
  'found',
  'unproven',
  'confirm',
  'confirm-seat',
] as const

/** `unknown`: the customer has no order of the number `{order}`. `slow`: the books cannot be asked now. `which`: it
 *  introduces cards of which the customer picks one. `none`: the customer has no recent order. `found`: it introduces cards
 *  that say it all. `unproven`: a part of the answer was left out, because nobody has told it. `confirm` and `confirm-seat`:
 *  they introduce what the customer, or a person, has to confirm. */
export type OrderKind = (typeof orderKinds)[number]
