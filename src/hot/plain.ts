// Whether a question says no more than its normal form does. Answers are shared by the form, while the vendor reads
// the whole question: what the form leaves out must not be able to carry words of its own.

/** Letters, digits, blanks and ordinary punctuation. A closed list: emoji, Braille, flags, combining marks and all other
 *  symbols vanish from the form and can spell a text for the model. */
const ordinary = /^[\p{L}\p{Nd} \u3000,.?!;:'"()~，。？！；：、…—～·“”‘’（）《》【】「」]+$/u

/** Between digits punctuation means something: 1.5 is not 15. */
const splitNumber = /\p{Nd}[^\p{L}\p{Nd}]+\p{Nd}/u

/** Greetings, thanks and punctuation around a question are as long as this, in UTF-16 units. */
const WRAPPING_MAX = 16

/** `text` is trimmed, `form` its normal form. */
export function isPlain(text: string, form: string): boolean {
  return text.length <= form.length + WRAPPING_MAX && ordinary.test(text) && !splitNumber.test(text)
}
