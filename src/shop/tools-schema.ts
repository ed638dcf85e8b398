// The form of the tools file: its members and their values. Rules between members are in tool-rules.ts.
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const closed = { additionalProperties: false } as const
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' })
const Member = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' })
const Pointer = Type.String({ pattern: '^(/[^/]*)*$', maxLength: 256 })
const HeaderName = Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' })
const EnvName = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$' })
const Sentence = Type.String({ minLength: 1, maxLength: 1000 })
const one = <const W extends string>(...words: W[]) =>
  Type.Unsafe<W>(Type.Union(words.map(word => Type.Literal(word))))
const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema)
const pointers = (members: readonly string[]) =>
  Type.Object(Object.fromEntries(members.map(name => [name, maybe(Pointer)])), closed)

const Template = Type.Object({ zh: maybe(Sentence), en: maybe(Sentence) }, { ...closed, minProperties: 1 })

const ParameterEntry = Type.Object(
  {
    type: one('string', 'integer', 'number', 'boolean'),
    description: maybe(Type.String({ maxLength: 500 })),
    pattern: maybe(Type.String({ maxLength: 200 })),
    enum: maybe(Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 1, maxItems: 100 })),
    raw: maybe(Type.Boolean()),
  },
  closed,
)

export const authSchemas = {
  jwt: Type.Object({ kind: Type.Literal('jwt'), secret_env: maybe(EnvName) }, closed),
  header: Type.Object(
    {
      kind: Type.Literal('header'),
      name: HeaderName,
      secret_env: EnvName,
      uid: Type.Object(
        { query: maybe(Member), header: maybe(HeaderName) },
        { ...closed, minProperties: 1, maxProperties: 1 },
      ),
    },
    closed,
  ),
}

const cardMembers = {
  order: [
    'order_id',
    'status',
    'status_text',
    'title',
    'image_url',
    'count',
    'amount',
    'currency',
    'eta',
    'track',
    'url',
  ],
  product: ['product_id', 'title', 'image_url', 'price', 'currency', 'url'],
} as const

const Card = Type.Union([
  Type.Object({ type: Type.Literal('order'), map: pointers(cardMembers.order) }, closed),
  Type.Object({ type: Type.Literal('product'), map: pointers(cardMembers.product) }, closed),
])

const Shop = Type.String({ minLength: 1, maxLength: 64 })
/** Checked afterwards by the schema of its kind, so that a fault has the path of its member. */
const Auth = Type.Object({ kind: one('jwt', 'header') })
const TIMEOUT_MS = 5_000
const Timeout = Type.Integer({ minimum: 1, maximum: TIMEOUT_MS })
const Risk = one('read', 'write', 'money')

const Confirm = Type.Object(
  {
    by: maybe(one('customer', 'seat')),
    ttl_s: maybe(Type.Integer({ minimum: 10, maximum: 3600 })),
    text: Template,
  },
  closed,
)

export const ToolEntry = Type.Object(
  {
    name: Name,
    about: maybe(Type.String({ maxLength: 500 })),
    risk: Risk,
    process: maybe(Type.Boolean()),
    shop: maybe(Shop),
    parameters: maybe(
      Type.Object(
        {
          type: Type.Literal('object'),
          properties: Type.Record(Member, ParameterEntry, { ...closed, maxProperties: 20 }),
          required: maybe(Type.Array(Member)),
          additionalProperties: maybe(Type.Literal(false)),
        },
        closed,
      ),
    ),
    request: Type.Object(
      {
        method: one('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        url: Type.String({ maxLength: 2000 }),
        private: maybe(Type.Boolean()),
      },
      closed,
    ),
    auth: maybe(Auth),
    timeout_ms: maybe(Timeout),
    cache_s: maybe(Type.Integer({ minimum: 0, maximum: 3600 })),
    rate_per_s: maybe(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    breaker: maybe(
      Type.Object(
        {
          failures: Type.Integer({ minimum: 1, maximum: 1000 }),
          open_ms: Type.Integer({ minimum: 100, maximum: 3_600_000 }),
        },
        closed,
      ),
    ),
    result: maybe(
      Type.Object(
        {
          list: maybe(Pointer),
          pick: maybe(Type.Record(Member, Pointer, { ...closed, maxProperties: 40 })),
          max_chars: maybe(Type.Integer({ minimum: 1, maximum: 4000 })),
          free_text: maybe(Type.Array(Member, { maxItems: 20 })),
          card: maybe(Card),
        },
        closed,
      ),
    ),
    direct: maybe(
      Type.Object(
        {
          topics: Type.Array(Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }), {
            minItems: 1,
            maxItems: 50,
          }),
          needs: maybe(Member),
          from: maybe(Name),
          template: Template,
        },
        closed,
      ),
    ),
    confirm: maybe(Confirm),
  },
  closed,
)

/** The form in which vendors take names of tools. */
const McpName = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })
/** In the whole file, those of MCP servers included. */
export const TOOLS = 50

/** Tools of an MCP server. */
export const McpEntry = Type.Object(
  {
    mcp: Type.String({ maxLength: 2000 }),
    private: maybe(Type.Boolean()),
    shop: maybe(Shop),
    auth: maybe(Auth),
    timeout_ms: maybe(Timeout),
    allow: Type.Record(McpName, Risk, { ...closed, minProperties: 1, maxProperties: TOOLS }),
    confirm: maybe(Type.Record(McpName, Confirm, { ...closed, maxProperties: TOOLS })),
  },
  closed,
)

export const FileForm = Type.Object(
  {
    version: Type.Literal(1),
    link_hosts: maybe(Type.Array(Type.String({ pattern: '^[a-z0-9.-]{1,253}$' }), { maxItems: 50 })),
    // Each is checked by the form of its kind.
    tools: Type.Array(Type.Object({}), { maxItems: TOOLS }),
  },
  closed,
)

export type ToolJson = Static<typeof ToolEntry>
export type McpJson = Static<typeof McpEntry>
export type EntryJson = ToolJson | McpJson
export interface FileJson extends Omit<Static<typeof FileForm>, 'tools'> {
  readonly tools: readonly EntryJson[]
}

export function isMcpJson(entry: object): entry is McpJson {
  return 'mcp' in entry
}
