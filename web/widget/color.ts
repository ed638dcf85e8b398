// A shop's own colour: what is written on it must be readable.

/** A style sheet for a colour of the shop. The browser resolves the colour, whatever its notation. */
export function colorSheet(color: string): CSSStyleSheet {
  const [r = 0, g = 0, b = 0] = channels(color)
  const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  // WCAG 2: of black and white the one with the greater contrast.
  const ink = 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#fff' : '#000'
  const sheet = new CSSStyleSheet()
  // Text in the shop's colour may not be readable on both papers: it is written in ink.
  sheet.replaceSync(`:host {
    --rushdesk-accent: ${color}; --rushdesk-accent-ink: ${ink};
    --rushdesk-accent-text: light-dark(#1c211f, #edf0ee);
  }`)
  return sheet
}

function channels(color: string): number[] {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d')
  if (context === null) return []
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data]
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
