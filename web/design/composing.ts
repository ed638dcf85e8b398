// Whether a key belongs to an input method that still composes. Safari ends the composition before the key that ends it:
// `isComposing` is false by then, and only the code 229 tells (UI Events, legacy key codes).

export function isComposing(event: { readonly isComposing: boolean; readonly keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229
}
