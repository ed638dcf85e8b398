// The documents that are one JSON object: their rules, and what they start with. Faulty files end the start.
import { type TextOverrides, textsDocument } from '../answer/texts-document.js'
import { type Config, ConfigError } from '../config/config.js'
import { checked, type Files } from '../config/files.js'
import type { ShopsByName } from '../config/shops-file.js'
import type { JsonDocumentType } from '../documents/json-document.js'
import { type GrayDocumentType, grayDocument } from '../gray/gray-document.js'
import { type LogDocument, logDocument } from '../ops/log-document.js'
import { type HandoffDocument, handoffDocument } from '../people/handoff-document.js'
import type { HoursDocument } from '../people/hours.js'
import { hoursDocument } from '../people/hours-document.js'
import { type PublicDocument, publicDocument } from '../privacy/public-document.js'
import { type PromptDocument, promptDocument } from '../prompt/prompt-document.js'
import { isWebhookSecret } from '../webhooks/signature.js'
import { type WebhooksDocument, webhooksDocument } from '../webhooks/webhooks-document.js'

export interface DocumentTypes {
  readonly gray: GrayDocumentType
  readonly log: JsonDocumentType<LogDocument>
  readonly prompt: JsonDocumentType<PromptDocument>
  readonly handoff: JsonDocumentType<HandoffDocument>
  readonly hours: JsonDocumentType<HoursDocument>
  readonly texts: JsonDocumentType<TextOverrides>
  readonly public: JsonDocumentType<PublicDocument>
  readonly webhooks: JsonDocumentType<WebhooksDocument>
}

export interface DocumentTypesDeps {
  readonly files: Files
  readonly shopsNamed?: ShopsByName | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  newId(): string
}

/** Throws ConfigError. */
export function documentTypes(
  config: Pick<Config, 'logLevel' | 'llmFallbackUrl' | 'llmFallbackModel'>,
  { files, shopsNamed, env, newId }: DocumentTypesDeps,
): DocumentTypes {
  const webhooks = checked('WEBHOOKS_FILE must hold a document as JSON', () =>
    webhooksDocument(jsonOf(files.webhooks)),
  )
  refuseBadSecrets(webhooks.start, env)
  return {
    gray: grayDocument({
      hasFallback: config.llmFallbackUrl !== '' || config.llmFallbackModel !== '',
      newId,
    }),
    log: logDocument(config.logLevel),
    prompt: promptDocument(files.prompt, promptsOf(shopsNamed)),
    public: publicDocument(),
    handoff: checked('HANDOFF_FILE must hold a document as JSON', () =>
      handoffDocument(jsonOf(files.handoff)),
    ),
    texts: checked('TEXTS_FILE must hold sentences as JSON', () => textsDocument(jsonOf(files.texts) ?? {})),
    hours: checked('HOURS_FILE must hold a document as JSON', () => hoursDocument(jsonOf(files.hours))),
    webhooks,
  }
}

/** The secrets that WEBHOOKS_FILE names must be such as receivers can check signatures with. */
function refuseBadSecrets({ endpoints }: WebhooksDocument, env: DocumentTypesDeps['env']): void {
  const faults = endpoints.flatMap(({ secret_env: name = '' }) =>
    !env[name] || isWebhookSecret(env[name])
      ? []
      : [`${name} must be whsec_ and 24 to 64 bytes in base64: an endpoint of WEBHOOKS_FILE signs with it`],
  )
  if (faults.length > 0) throw new ConfigError(faults)
}

function promptsOf(shopsNamed: ShopsByName = new Map()): ReadonlyMap<string, string> {
  const shops = [...shopsNamed.values()]
  return new Map(shops.flatMap(({ name, prompt }) => (prompt === undefined ? [] : [[name, prompt]])))
}

/** Undefined without a file. */
function jsonOf(contents: string): unknown {
  return contents === '' ? undefined : JSON.parse(contents)
}
