// The model's calls of tools, put together from what vendors send: whole, or in pieces by index, with and without ids.
// Pure. Whether a call can be made is the answer's business.

/** A call that the model asks for. */
export interface LlmToolCall {
  /** The result goes back under it. */
  readonly id: string
  readonly name: string
  /** As the model wrote them: meant to be JSON, and sometimes none. */
  readonly arguments: string
}

/** A part of a call, in one JSON value of the vendor's. */
export interface CallPiece {
  readonly index: number | undefined
  readonly id: string
  readonly name: string
  readonly arguments: string
}

interface LooseCall {
  readonly index?: unknown
  readonly id?: unknown
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null
}

/** `calls` is a message's or delta's `tool_calls`; `single` is its `function_call`, the form of older models. */
export function readCalls(calls: unknown, single: unknown): readonly CallPiece[] {
  if (Array.isArray(calls)) {
    return (calls as readonly (LooseCall | null)[]).slice(0, CALLS_KEPT).map(call => ({
      index: Number.isSafeInteger(call?.index) ? (call?.index as number) : undefined,
      id: textOf(call?.id),
      name: textOf(call?.function?.name),
      arguments: argumentsOf(call?.function?.arguments),
    }))
  }
  if (typeof single !== 'object' || single === null) return none
  const { name, arguments: given } = single as { name?: unknown; arguments?: unknown }
  return [{ index: 0, id: '', name: textOf(name), arguments: argumentsOf(given) }]
}

const none: readonly CallPiece[] = []

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Some servers send the arguments as the object that they mean. */
function argumentsOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value)
}

/** More are not even answered: no turn of ours makes more than five. */
const CALLS_KEPT = 16
/** Longer arguments fit no tool; what is beyond is not kept, so that they are no JSON any more. */
const ARGUMENTS_KEPT = 8_192
const NAME_KEPT = 128

interface Gathering {
  readonly index: number | undefined
  id: string
  name: string
  arguments: string
}

export interface ToolCalls {
  take(pieces: readonly CallPiece[]): void
  /** The calls that have a name, in order; ids that the vendor left out, or gave twice, are ours. */
  calls(): readonly LlmToolCall[]
}

export function createToolCalls(): ToolCalls {
  const gathering: Gathering[] = []

  /** Without an index a piece belongs to the newest call, unless it begins one by an id or a name of its own. */
  function callOf({ index, id, name }: CallPiece): Gathering | undefined {
    const last = gathering.at(-1)
    const found =
      index === undefined
        ? (id !== '' && id !== last?.id) || (name !== '' && last?.arguments !== '')
          ? undefined
          : last
        : gathering.find(call => call.index === index && !isOther(call, id))
    if (found !== undefined || gathering.length === CALLS_KEPT) return found
    const fresh = { index, id, name: '', arguments: '' }
    gathering.push(fresh)
    return fresh
  }

  return {
    take(pieces) {
      for (const piece of pieces) {
        const call = callOf(piece)
        if (call === undefined) continue
        call.id ||= piece.id.slice(0, NAME_KEPT)
        // Some servers repeat the name in every piece.
        if (call.name !== piece.name) call.name = (call.name + piece.name).slice(0, NAME_KEPT)
        call.arguments = (call.arguments + piece.arguments).slice(0, ARGUMENTS_KEPT)
      }
    },
    calls() {
      const named = gathering.filter(({ name }) => name !== '')
      const ids = named.map(({ id }) => id)
      return named.map(({ id, name, arguments: given }, at) => ({
        id: id === '' || ids.indexOf(id) !== at ? `call_${at + 1}` : id,
        name,
        arguments: given,
      }))
    },
  }
}

/** Servers that number every call 0 tell them apart by their ids. */
function isOther(call: Gathering, id: string): boolean {
  return id !== '' && call.id !== '' && call.id !== id
}
