// Makes proposals of writes, and opens them when they are decided: only what was shown is done, by the tool as it was then.
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { NamedValue, Placeholders } from '../privacy/placeholders.js'
import type { Seal } from '../privacy/seal.js'
import { fillTemplate } from './fill-template.js'
import { filledArguments, starredArguments } from './filled-arguments.js'
import { plainText } from './plain-text.js'
import type { Proposal } from './proposal.js'
import type { Tool, ToolArguments, ToolParameter, ToolSet } from './tool.js'
import { checkedArguments, type OnBehalfOf } from './tool-request.js'

/** The call that was proposed. */
export interface ProposedCall {
  readonly tool: Tool
  readonly args: ToolArguments
  /** Values of the customer among the arguments: they stay starred in what the shop replies. */
  readonly values?: readonly NamedValue[]
  /** Present where a seat confirms. */
  readonly uid?: string
}

export interface Proposals {
  /** Undefined when the arguments do not fit the tool, or its sentence cannot be said of them. */
  make(tool: Tool, args: object | undefined, asker: ProposalAsker): Promise<Proposal | undefined>
  /** Undefined when it is not what was shown any more: the tool is gone or goes elsewhere, or DATA_KEY has changed. */
  open(proposal: Proposal, customer: Pick<OnBehalfOf, 'owner' | 'shop'>): ProposedCall | undefined
}

export interface ProposalAsker {
  readonly who: OnBehalfOf
  readonly language: string
  /** The dialog's, which the arguments may name. */
  readonly placeholders?: Placeholders | undefined
}

export interface ProposalsDeps {
  tools(): ToolSet
  readonly seal: Seal
  readonly keyedHash: KeyedHash
  mask(text: string): Promise<string>
  /** 32 random hex digits. */
  newId(): string
}

/** A call sealed of one customer does not open as another's. */
interface SealedCall extends Omit<ProposedCall, 'tool'> {
  readonly owner: string
}

const VALUE_CHARACTERS = 200

export function createProposals({ tools, seal, keyedHash, mask, newId }: ProposalsDeps): Proposals {
  const hashOf = (tool: Tool, text: string, args: ToolArguments) =>
    keyedHash('confirm', definitionText(tool), text, JSON.stringify(args))

  async function shownOf(tool: Tool, args: ToolArguments): Promise<ToolArguments> {
    const shown = Object.entries(args).map(async ([name, value]) => {
      if (typeof value !== 'string' || namesThing(tool.parameters.get(name))) return [name, value] as const
      return [name, await mask(plainText(value, VALUE_CHARACTERS))] as const
    })
    return Object.fromEntries(await Promise.all(shown))
  }

  return {
    async make(tool, said, { who, language, placeholders }) {
      const filled = said && placeholders ? filledArguments(tool, said, placeholders) : said
      const args = checkedArguments(tool, filled)
      const { confirm } = tool
      if (args === undefined || confirm === undefined) return undefined
      const starred = said && placeholders && starredArguments(said, placeholders)
      const shown = await shownOf(tool, { ...args, ...starred })
      const text = fillTemplate(confirm.text, language, shown)
      if (text === undefined) return undefined
      const { by, ttlS } = confirm
      const values = placeholders?.namedIn(JSON.stringify(said))
      const call: SealedCall = {
        owner: who.owner,
        args,
        ...(values && { values: values.map(({ value, stars }) => ({ value, stars })) }),
        ...(by === 'seat' && { uid: who.uid }),
      }
      return {
        shown: { confirmId: newId(), tool: tool.name, text, arguments: shown, by, ttlMs: ttlS * 1000 },
        bond: { hash: hashOf(tool, text, args), sealed: seal.seal(JSON.stringify(call)) },
      }
    },
    open({ shown, bond }, { owner, shop }) {
      const tool = tools().tools.find(one => one.name === shown.tool && one.shop === shop)
      const text = seal.open(bond.sealed)
      if (tool === undefined || text === undefined) return undefined
      const { args, values, uid, owner: sealedFor } = JSON.parse(text) as SealedCall
      if (sealedFor !== owner || hashOf(tool, shown.text, args) !== bond.hash) return undefined
      return { tool, args, ...(values && { values }), ...(uid !== undefined && { uid }) }
    },
  }
}

/** A value bound by a pattern or list is the number or name of a thing, unless the file says that it is personal. */
function namesThing(parameter: ToolParameter | undefined): boolean {
  return parameter !== undefined && !parameter.isRaw && (parameter.pattern ?? parameter.enum) !== undefined
}

/** A tool's effect and its address. Keys may be changed meanwhile, and so may how patiently it is asked. */
function definitionText({ name, shop, risk, request, auth, parameters, required, confirm }: Tool): string {
  const fields = Array.from(parameters, ([key, { pattern, ...rest }]) => [key, pattern?.source, rest])
  const place = auth.kind === 'header' ? [auth.name, auth.uid] : []
  return JSON.stringify([name, shop, risk, request, auth.kind, place, fields, required, confirm])
}
