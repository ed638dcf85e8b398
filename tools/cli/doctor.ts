// `rushdesk doctor`: what is wrong with this machine, this configuration, Redis, the vendor, the running cluster.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Config } from '../../src/config/config.js'
import { connectRedis, untilReady } from '../../src/redis/client.js'
import { parseRedisUrl } from '../../src/redis/url.js'
import { packageRoot } from '../../src/root.js'
import { type Check, exitCodeOf, resultsText, runChecks } from '../doctor/check.js'
import { clusterChecks } from '../doctor/cluster-checks.js'
import { configChecks, configOf } from '../doctor/config-checks.js'
import { type DoctorHost, readDoctorHost } from '../doctor/host.js'
import { hostChecks } from '../doctor/host-checks.js'
import { proxyChecks } from '../doctor/proxy-checks.js'
import { type RedisFacts, readRedisFacts, redisChecks } from '../doctor/redis-checks.js'
import { shopChecks } from '../doctor/shop-checks.js'
import { vendorChecks } from '../doctor/vendor-checks.js'
import type { Command } from './terminal.js'

const usage = `Usage: rushdesk doctor [--json] [--proxy FILE]

  Looks at the environment in which it is started, as a server would see it; with RUSHDESK_URL also at the running
  cluster. Exits 0 when all is well, 1 with warnings, 2 with faults. The check of the vendor asks it for one word.
  --json        {"checks": [{"name", "status": "ok"|"warn"|"fault"|"skip", "message", "hint"}]}
  --proxy FILE  the configuration of nginx or HAProxy in front: do its time-outs fit?
`

export const doctor: Command = async (args, { env, write }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      proxy: { type: 'string' },
    },
  })
  if (values.help) {
    write(usage)
    return 0
  }
  const manifest = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8'))
  const host = { ...readDoctorHost(env, manifest), proxyFile: values.proxy }
  const results = await runChecks(allChecks(host))
  write(values.json ? `${JSON.stringify({ checks: results })}\n` : resultsText(results))
  return exitCodeOf(results)
}

export function allChecks(host: DoctorHost): Check[] {
  const { env } = host
  const { config, faults } = configOf(env)
  const redis = {
    isConfigured: Boolean(env.REDIS_URL),
    replicasWanted: config?.redisWaitReplicas ?? 0,
    facts: () => askRedis(env.REDIS_URL ?? '', config),
  }
  return [
    ...configChecks(env, config, faults),
    ...hostChecks(host, config),
    ...proxyChecks(host.proxyFile),
    ...redisChecks(redis),
    ...vendorChecks(config),
    ...shopChecks(env, config),
    ...clusterChecks(env, config),
  ]
}

const CONNECT_MS = 3_000

async function askRedis(url: string, config: Config | undefined): Promise<RedisFacts> {
  const address = parseRedisUrl(url)
  if (address === undefined) throw new Error('REDIS_URL is no address of a Redis')
  let reason = 'no answer'
  const redis = connectRedis(address, {
    steady: { now: () => performance.now() },
    prefix: config?.redisPrefix ?? '',
    onDropped: () => undefined,
    onError: error => {
      reason = 'code' in error ? String(error.code) : error.message
    },
    onHealth: () => undefined,
  })
  try {
    await untilReady(redis.commands, AbortSignal.timeout(CONNECT_MS))
    return await readRedisFacts(redis.commands)
  } catch {
    throw new Error(reason)
  } finally {
    await redis.close()
  }
}
