// Whether a text shows anything to a person.

/** No space, no control, nothing that renders as nothing. */
const visible = /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]/u

export function hasVisible(text: string): boolean {
  return visible.test(text)
}
