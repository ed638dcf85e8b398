// Every environment variable: one row each. The parser, the README table and the tests walk this table.
import { SAMPLERS } from '../trace/sampler.js'
import {
  attributes,
  headerSecret,
  list,
  networks,
  oneOf,
  prefix,
  price,
  redisUrl,
  secret,
  share,
  spans,
  text,
  type VariableKind,
  webUrl,
  whole,
} from './kinds.js'

/** A variable and what it is for, as the README says it. */
export interface Variable<T> {
  readonly kind: VariableKind<T>
  readonly about: string
}

function row<T>(kind: VariableKind<T>, about: string): Variable<T> {
  return { kind, about }
}

const HOUR_MS = 3_600_000
const MILLION = 1_000_000

export const variables = {
  PORT: row(whole(8080, 0, 65535), 'port of the public API; 0 takes a free one'),
  HOST: row(text('0.0.0.0'), 'address to listen on'),
  ADMIN_PORT: row(whole(0, 0, 65535), 'serve /admin, /metrics and /ops only on this port; 0: on PORT'),
  ADMIN_HOST: row(text('127.0.0.1'), 'address that ADMIN_PORT listens on'),
  REDIS_URL: row(redisUrl(), 'shared state; empty: memory of this process, forgotten at exit'),
  REDIS_PREFIX: row(
    prefix(),
    'stands before every key and channel, so that several clusters may share one Redis: `shop1:`',
  ),
  REDIS_WAIT_REPLICAS: row(whole(0, 0, 8), 'replicas that must hold a write before a reply or 202 leaves'),
  DATA_KEY: row(
    secret(),
    'key of the hashes that stand for customers and idempotency keys in stores and logs; like the secrets below it has at least 32 bytes in production and is none of them',
  ),
  JWT_SECRET: row(secret(), 'HS256 secret of bearer tokens'),
  JWT_SECRET_PREVIOUS: row(secret(), 'the secret before a rotation, still accepted'),
  JWT_JWKS_URL: row(webUrl(), 'key set for RS256, ES256 or EdDSA tokens, instead of JWT_SECRET'),
  JWT_ISSUER: row(text(), 'required `iss`; empty: any'),
  JWT_AUDIENCE: row(text(), 'required `aud`; empty: any'),
  LLM_URL: row(webUrl(), 'base URL of the LLM vendor; empty: the built-in FAQ answers'),
  LLM_API_KEY: row(headerSecret(), 'bearer key for the vendor'),
  LLM_API_KEY_FILE: row(text(), 'file that holds the vendor key, read again when it changes'),
  LLM_MODEL: row(text('default'), 'model name sent to the vendor'),
  LLM_PROTOCOL: row(oneOf('chat', 'completions'), 'chat completions or legacy completions'),
  LLM_TOOLS: row(
    oneOf('on', 'off'),
    'offer the tools of TOOLS_FILE to the model; off for vendors that cannot call them',
  ),
  LLM_TIMEOUT_MS: row(whole(5000, 100, 120_000), 'one whole call, or the wait for the first and next token'),
  LLM_CONNECTIONS: row(whole(100, 1, 10_000), 'connections to the vendor, each process'),
  LLM_SLOW_MS: row(whole(4000, 1, 120_000), 'vendor P99 above which the ladder goes to level 1'),
  LLM_FALLBACK_URL: row(webUrl(), 'a second vendor, asked when the first is out'),
  LLM_FALLBACK_MODEL: row(text(), 'model of the second vendor, or a smaller one of the first'),
  LLM_FALLBACK_API_KEY: row(headerSecret(), 'bearer key for the second vendor'),
  LLM_PRICE: row(
    price(),
    'what a million tokens cost, for `llm_cost_total`: `2,8` is 2 for the prompt, 8 for the answer',
  ),
  LLM_FALLBACK_PRICE: row(price(), 'the same of the second vendor or model'),
  TOKENS_PER_DAY: row(
    whole(0, 0, MILLION * MILLION),
    "the vendor's tokens of a shop and day (Asia/Shanghai) over all processes: from 80 % on that shop is at level 1, from 100 % on at 2; 0: no bound",
  ),
  ANSWER_BUDGET_MS: row(whole(400, 0, 30_000), 'time until a waiting HTTP client gets 202 pending'),
  TURN_DEADLINE_MS: row(whole(17_000, 1000, 120_000), 'time until a turn must have ended'),
  BREAKER_FAILURES: row(whole(3, 1, 1000), 'failed turns in a row that open the breaker'),
  BREAKER_OPEN_MS: row(whole(10_000, 100, HOUR_MS), 'time the breaker stays open before one probe'),
  DIALOG_TTL_S: row(whole(1800, 1, 30 * 86_400), 'life of a dialog after its last turn'),
  QUEUED_TTL_S: row(
    whole(86_400, 1, 30 * 86_400),
    'life of a dialog after it waited for a person, or after a person last acted in it; at least `DIALOG_TTL_S`',
  ),
  HISTORY_TURNS: row(whole(10, 0, 1000), 'earlier turns that go into a prompt'),
  KEEP_TURNS: row(whole(50, 1, 1000), 'turns a dialog keeps'),
  ACTORS: row(whole(256, 1, 65_536), 'serialisers in a process'),
  MAILBOX_MAX: row(whole(8, 1, 1000), 'turns of one dialog that may wait'),
  PENDING_MAX: row(whole(10_000, 1, MILLION), 'turns a process may owe after a 202'),
  OVERLOAD: row(oneOf('on', 'off'), 'shed by measured queueing delay'),
  RATE_PER_S: row(whole(500, 0, MILLION), 'turns a second over the cluster; 0: no limit'),
  RATE_BURST: row(whole(500, 1, MILLION), 'turns that may come at once'),
  UID_RATE_PER_S: row(whole(5, 0, MILLION), 'turns a second of one customer in a process; 0: no limit'),
  CHEAP_RATE_PER_S: row(whole(0, 0, MILLION), 'hot and FAQ answers a second; 0: no limit'),
  HOT_TTL_S: row(whole(60, 1, 86_400), 'life of a learned hot answer'),
  TEXT_MAX: row(whole(2000, 1, 4000), 'characters of a question, after trimming'),
  GRAY_LOOK_S: row(
    whole(60, 1, 3600),
    'time between two looks at a gray release; the first is after three (docs/gray.md)',
  ),
  DRAIN_MS: row(whole(10_000, 0, 600_000), 'time for running turns after SIGTERM'),
  HANDOFF_MAX: row(whole(200, 0, 100_000), 'dialogs of one shop that may wait for a seat'),
  AIGC_PRODUCER: row(
    text('rushdesk'),
    'who makes the answers of models, as the label of transcripts names it',
  ),
  SEAT_CAPACITY: row(whole(10, 1, 50), 'dialogs that a seat whose token names no capacity may hold'),
  SEAT_GRACE_S: row(whole(30, 1, 3600), 'time that a seat whose connection is lost keeps its dialogs'),
  SEAT_MAILBOX_MAX: row(whole(50, 1, 1000), 'messages of one dialog that may wait for a seat'),
  SEAT_SEES_RAW: row(
    oneOf('false', 'true'),
    'show the live message unmasked to the seat that holds the dialog; it is stored masked all the same',
  ),
  IMAGES: row(
    oneOf('off', 'redis'),
    'take pictures of customers; they lie sealed beside their dialog (docs/pictures.md)',
  ),
  IMAGE_MAX_BYTES: row(
    whole(1_048_576, 1024, 8_388_608),
    'bytes of a picture, as it comes and as it is kept',
  ),
  OCR: row(
    oneOf('off', 'tesseract'),
    "read the text of pictures with Debian's tesseract, masked, into the question; off: a person can look at them",
  ),
  CORS_ORIGINS: row(list(), 'origins whose pages may call the API; empty: none'),
  TRUSTED_PROXIES: row(networks(), 'addresses or CIDRs whose X-Forwarded-For is believed'),
  ADDRESS_OPEN_MAX: row(
    whole(0, 0, MILLION),
    'WebSockets, streams and requests of one client address under way in a process; 0: no limit',
  ),
  ADDRESS_RATE_PER_S: row(
    whole(0, 0, MILLION),
    'requests, and new connections, a second of one client address in a process; 0: no limit',
  ),
  FAQ_FILE: row(text(), "the shop's own FAQ (NDJSON) instead of the built-in one"),
  NAMES_FILE: row(text(), 'person names to mask besides the built-in dictionary, one a line'),
  PROMPT_FILE: row(text(), 'system prompt instead of the built-in one'),
  BLOCK_FILE: row(
    text(),
    'terms that may not pass, NDJSON rows {term, category, action}, read again when it changes (docs/blocking.md)',
  ),
  TEXTS_FILE: row(text(), 'sentences shown to customers instead of the built-in ones (JSON)'),
  HANDOFF_FILE: row(
    text(),
    'when dialogs go to people, until a shop says otherwise (JSON, docs/documents.md)',
  ),
  HOURS_FILE: row(text(), 'hours of the shops, until a shop says otherwise (JSON, docs/documents.md)'),
  CANNED_FILE: row(text(), "seats' canned replies, until a shop says otherwise (NDJSON, docs/documents.md)"),
  TOOLS_FILE: row(text(), "the shop's API as tools (JSON), read again when it changes (docs/tools.md)"),
  TOOLS_KEY_FILE: row(
    text(),
    'the key that signs tokens for tools whose file names no other: PEM, or a secret',
  ),
  SHOPS_FILE: row(
    text(),
    'the shops that are served, with language, share of RATE_PER_S and prompt (JSON, docs/shops.md); empty: whatever shop a token names',
  ),
  WEBHOOKS_FILE: row(
    text(),
    'who is told of what, until an operator says otherwise (JSON, docs/webhooks.md)',
  ),
  WEBHOOK_RETRY_S: row(
    spans([5, 300, 1800, 7200, 18_000, 36_000]),
    'seconds before each new try of a webhook; after the last it is a dead letter',
  ),
  MASK_MODE: row(
    oneOf('stars', 'placeholder'),
    "with placeholder the vendor sees ⟦mobile_1⟧ for a customer's number, and the customer gets it back (docs/privacy.md)",
  ),
  GROUNDING: row(oneOf('auto', 'off'), "put the best entries of the shop's own FAQ into the prompt"),
  AUDIT_MAX: row(whole(200_000, 1, 10 * MILLION), 'entries that each stream of the audit keeps, the newest'),
  AUDIT_DAYS: row(whole(30, 1, 3650), 'days that the audit keeps an entry'),
  REPORT_HOURS: row(whole(72, 1, 8760), 'hours in which the shop answers a report of a customer'),
  LOG_LEVEL: row(
    oneOf('info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'),
    'least level that is logged',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: row(
    webUrl(),
    'collector that spans go to, over HTTP in protobuf; `/v1/traces` is appended; empty: no spans are made',
  ),
  OTEL_TRACES_SAMPLER: row(oneOf(...SAMPLERS), 'which traces are recorded'),
  OTEL_TRACES_SAMPLER_ARG: row(share(0.01), 'part of the traces for samplers with `traceidratio`'),
  OTEL_SERVICE_NAME: row(text('rushdesk'), 'service that spans are of'),
  OTEL_RESOURCE_ATTRIBUTES: row(attributes(), 'further attributes of the service: `key=value,key=value`'),
} satisfies Record<string, Variable<unknown>>
