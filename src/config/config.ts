// Environment → frozen Config. Pure: reads the record it is given, reports every fault at once.
import { variables } from './variables.js'

type VariableTable = typeof variables
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<S>
type ValueOf<Row> = Row extends { kind: { fallback: infer T } } ? T : never

/** Every variable under its camel-case name (`TURN_DEADLINE_MS` → `turnDeadlineMs`), with its default filled in. */
export type Config = {
  readonly [Name in keyof VariableTable as Camel<Name & string>]: ValueOf<VariableTable[Name]>
} & { readonly isProduction: boolean }

/** All faults of a configuration; the process prints them and exits 78 (EX_CONFIG). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'))
  }
}

/** Reads and checks the environment. An empty variable is an unset one. Throws ConfigError. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = []
  const values: Record<string, unknown> = { isProduction: env.NODE_ENV === 'production' }
  for (const [name, { kind }] of Object.entries(variables)) {
    const given = env[name] ?? ''
    const value = given === '' ? kind.fallback : kind.parse(given)
    if (value === undefined)
      faults.push(`${name} must be ${kind.expects}, got ${shown(given, kind.isSecret)}`)
    values[camel(name)] = value
  }
  // The loop has just filled every name of the table with its row's type.
  const config = values as Config
  faults.push(...faultsBetween(config))
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(config)
}

function faultsBetween(config: Config): string[] {
  const faults: string[] = []
  if (config.jwtSecret !== '' && config.jwtJwksUrl !== '') {
    faults.push('JWT_SECRET must be unset when JWT_JWKS_URL is set: the algorithm is fixed by one of them')
  }
  if (config.adminPort !== 0 && config.adminPort === config.port) {
    faults.push('ADMIN_PORT must not be PORT: what it serves is kept from the public')
  }
  if (config.ocr !== 'off' && config.images === 'off') {
    faults.push('OCR must be off where IMAGES is off: there are no pictures to read')
  }
  if (!config.isProduction) return faults
  if (config.jwtSecret === '' && config.jwtJwksUrl === '') {
    faults.push('JWT_SECRET must be set in production (or JWT_JWKS_URL)')
  }
  if (config.dataKey === '') faults.push('DATA_KEY must be set in production, the same for all processes')
  return [...faults, ...weakSecrets(config)]
}

/** As long as the hash that they key (RFC 7518 §3.2). */
const SECRET_BYTES_MIN = 32

function weakSecrets({ dataKey, jwtSecret, jwtSecretPrevious }: Config): string[] {
  const secrets = { DATA_KEY: dataKey, JWT_SECRET: jwtSecret, JWT_SECRET_PREVIOUS: jwtSecretPrevious }
  const given = Object.entries(secrets).filter(([, secret]) => secret !== '')
  const short = given.filter(([, secret]) => Buffer.byteLength(secret.trim()) < SECRET_BYTES_MIN)
  const repeated = given.filter(([, secret], at) => given.slice(0, at).some(([, other]) => other === secret))
  return [
    ...short.map(([name]) => `${name} must have at least ${SECRET_BYTES_MIN} bytes in production`),
    ...repeated.map(([name]) => `${name} must not be the same as another secret`),
  ]
}

function shown(given: string, isSecret: boolean): string {
  return isSecret ? 'a value that is not shown' : JSON.stringify(given)
}

function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
