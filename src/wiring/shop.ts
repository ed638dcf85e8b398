// Builds the shop's books as a source of answers: the tools file, the way to the shop's API, the answers from it.

import { maskedCard } from '../answer/masked-card.js'
import { createToolAnswers, type ToolAnswers } from '../answer/tool-answers.js'
import { type Clock, pause } from '../clock.js'
import { type Config, ConfigError } from '../config/config.js'
import type { Files } from '../config/files.js'
import { type Confirming, createConfirming } from '../dialog/confirming.js'
import { toolRoutes } from '../front/admin/tool-routes.js'
import type { Route } from '../front/http/route.js'
import type { Offload } from '../offload/offload.js'
import type { ClusterView } from '../ops/cluster-view.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import { createOutbound, resolveByDns } from '../outbound/outbound.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { createSeal } from '../privacy/seal.js'
import { createDirectAnswers } from '../shop/direct-answers.js'
import { withHandoffTool } from '../shop/handoff-tool.js'
import { createMcpClient } from '../shop/mcp-client.js'
import { createMcpLists } from '../shop/mcp-lists.js'
import { createProposals } from '../shop/proposals.js'
import { orderRemembered } from '../shop/subject.js'
import type { ToolSet } from '../shop/tool.js'
import { createToolCaller, type ToolCallRecord } from '../shop/tool-caller.js'
import { createToolGuards } from '../shop/tool-guard.js'
import { listTools, type ToolReport } from '../shop/tool-list.js'
import { createToolSender } from '../shop/tool-sender.js'
import { createToolTallies } from '../shop/tool-tallies.js'
import { createToolWriter } from '../shop/tool-writer.js'
import { ToolsFileError } from '../shop/tools-file.js'
import { openToolsStore, type ToolsStore } from '../shop/tools-store.js'
import { createVendorTools, type VendorTools } from '../shop/vendor-tools.js'
import type { TextTable } from '../texts.js'
import type { AuditParts } from './audit.js'
import type { News } from './news.js'
import type { State } from './state.js'
import type { Tracing } from './tracing.js'

export interface ShopParts {
  readonly toolAnswers: ToolAnswers
  /** Absent when the vendor is not to be offered any. */
  readonly vendorTools: VendorTools | undefined
  /** True of a shop with tools in force, whoever may call them. */
  hasTools(shop: string): boolean
  /** Decides about proposed writes. */
  readonly confirming: Confirming
  /** This process's report on each tool. */
  toolReports(): readonly ToolReport[]
  /** Operators' routes to the tools in the whole cluster. */
  routes(view: Pick<ClusterView, 'status'>): Route[]
  close(): Promise<void>
}

export interface ShopWiringDeps {
  readonly clock: Clock
  readonly steady: Clock
  readonly files: Pick<Files, 'tools' | 'toolsKey'>
  readonly log: Log
  readonly metrics: Pick<Metrics, 'toolCalled' | 'confirmationDecided'>
  readonly audit: Pick<AuditParts, 'toolCalled' | 'decided'>
  readonly news: Pick<News, 'tools'>
  readonly tracing: Pick<Tracing, 'toolCalled'> | undefined
  readonly offload: Offload
  readonly state: Pick<State, 'dialogs' | 'confirmations'>
  readonly keyedHash: KeyedHash
  readonly secrets: { readonly dataKey: string }
  readonly texts: TextTable
  /** The environment: the tools file names variables that hold keys. */
  readonly hostInfo: { readonly env: Readonly<Record<string, string | undefined>> }
  newId(): string
  /** Somebody is at the shop's desk. */
  isSomebodyThere(shop: string): boolean
}

/** How long the dialog is looked up for its last order. */
const LOOK_MS = 200
/** How long an MCP server may take to list its tools. */
const LIST_MS = 5_000

/** Throws ConfigError. */
export function buildShop(config: Config, deps: ShopWiringDeps): ShopParts {
  const store = openStore(config, deps)
  const following = store.follow(deps.log)
  const outbound = createOutbound(resolveByDns)
  const mcp = createMcpClient(outbound)
  const lists = createMcpLists({ ...deps, tools: store.current, client: mcp }, { patienceMs: LIST_MS })
  const tools = lists.current
  const onCall = (call: ToolCallRecord) => {
    deps.metrics.toolCalled(call.tool.name, call.outcome, call.ms)
    deps.audit.toolCalled(call)
    deps.news.tools.called(call)
    deps.tracing?.toolCalled(call)
  }
  const tallies = createToolTallies()
  const guardOf = createToolGuards(deps.steady)
  const calling = {
    ...deps,
    guardOf,
    pause,
    sender: createToolSender({ outbound, mcp }),
    onCall(call: ToolCallRecord) {
      tallies.add(call)
      onCall(call)
    },
  }
  const caller = createToolCaller(calling)
  const direct = createDirectAnswers({
    caller,
    tools,
    now: deps.clock.now,
    sentence: ({ language, shop }, which) => deps.texts.for(language, shop).orders[which],
  })
  const mask = async (text: string) => (await deps.offload.finish(text)).masked
  const shared = { ...deps, mask, maskCard: maskedCard, tools, caller }
  const proposals = createProposals({ ...shared, seal: createSeal(deps.secrets.dataKey, 'proposed write') })
  const toolDeps = {
    ...shared,
    proposals,
    unknownTool: ({ who, traceId }: Pick<ToolCallRecord, 'who' | 'traceId'>) =>
      onCall({ tool: { name: 'unknown', shop: who.shop }, outcome: 'invalid', who, traceId }),
  }
  return {
    toolAnswers: createToolAnswers({
      direct,
      mask,
      hasVendor: config.llmUrl !== '',
      lastOrder: lastOrderIn(deps.state),
      search: async (text, shop) => (await deps.offload.prepare({ text, shop, matches: 1 })).matches[0],
    }),
    vendorTools: isOffered(config)
      ? withHandoffTool(createVendorTools(toolDeps), deps.isSomebodyThere)
      : undefined,
    hasTools: shop => hasTools(tools(), shop),
    confirming: createConfirming({
      ...shared,
      proposals,
      pause,
      confirmations: deps.state.confirmations,
      writer: createToolWriter(calling),
      onDecision(decision) {
        deps.metrics.confirmationDecided(decision.tool, decision.decision)
        deps.audit.decided(decision)
      },
    }),
    toolReports: () =>
      tools().tools.map(tool => {
        const { shop, name } = tool
        return { shop, name, breaker: guardOf(tool).state(), ...tallies.of(tool) }
      }),
    routes: view => toolRoutes({ list: async () => listTools(tools().tools, await reportsIn(view)) }),
    async close() {
      await following.close()
      await Promise.all([lists.close(), outbound.close()])
    },
  }
}

/** A process that is silent takes no calls: its reports are left out. */
async function reportsIn(view: Pick<ClusterView, 'status'>): Promise<readonly unknown[]> {
  const { processes } = await view.status()
  return processes.filter(({ is_silent: isSilent }) => isSilent !== true).flatMap(({ tools }) => tools)
}

/** An MCP server that has listed nothing yet counts as well. */
function hasTools({ tools, servers }: ToolSet, shop: string): boolean {
  return tools.some(tool => tool.shop === shop) || servers.some(server => server.shop === shop)
}

/** Tools travel in the protocol of chat completions alone. */
function isOffered({ toolsFile, llmProtocol, llmTools }: Config): boolean {
  return toolsFile !== '' && llmProtocol === 'chat' && llmTools !== 'off'
}

function openStore({ toolsFile }: Config, { files, hostInfo }: ShopWiringDeps): ToolsStore {
  const secretOf = (name: string) => hostInfo.env[name] || undefined
  try {
    return openToolsStore(toolsFile, files.tools, { secretOf, keyFile: files.toolsKey })
  } catch (fault) {
    if (!(fault instanceof ToolsFileError)) throw fault
    throw new ConfigError(fault.faults.map(one => `TOOLS_FILE must hold tools: ${one}`))
  }
}

/** The dialog's turns say what they were about; a dialog that cannot be read now is about nothing. */
function lastOrderIn({ dialogs }: Pick<State, 'dialogs'>) {
  return async ({ dialogId, owner }: { readonly dialogId: string; readonly owner: string }) => {
    try {
      const view = await dialogs.read(dialogId, owner, AbortSignal.timeout(LOOK_MS))
      return view && orderRemembered(view.turns)
    } catch {
      return undefined // the store is away: the customer is asked which order it is
    }
  }
}
