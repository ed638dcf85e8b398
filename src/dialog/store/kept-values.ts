// The part of a dialog's record that holds its customer's values, with MASK_MODE=placeholder (privacy/placeholders.ts).

export interface WithVault {
  /** The values by their placeholders, sealed; absent from a write that adds none. */
  readonly vault?: string | undefined
}

export interface LabelledResult extends WithVault {
  /** The fragment has placeholders where the texts have stars. */
  readonly isLabelled?: boolean | undefined
}
