// Text of a model or a person, with its web addresses as links. Nothing in it is markup, and no other scheme is a link.
import type { ComponentChildren } from 'preact'

const address = /https?:\/\/[^\s<>"'`，。；！？（）【】《》、]+/g
/** Ends of a sentence that an address swallowed. */
const trailing = /[.,;:!?)\]}]+$/

export function LinkedText({ text }: { readonly text: string }) {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const url = match[0].replace(trailing, '')
    parts.push(text.slice(end, match.index), linkOrText(url))
    end = match.index + url.length
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}

function linkOrText(url: string) {
  if (!URL.canParse(url)) return url
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {url}
    </a>
  )
}
