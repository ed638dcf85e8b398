// The headers of the Lua files are parsed and trusted, so each is held to its body.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { loadScripts } from '../../src/redis/scripts.js'
import { packageRoot } from '../../src/root.js'

const scripts = [...loadScripts()]

function highest(text: string, pattern: RegExp): number {
  return Math.max(0, ...[...text.matchAll(pattern)].map(found => Number(found[1])))
}

function parts(source: string): { header: string; body: string } {
  const lines = source.split('\n')
  const end = lines.findIndex(line => !line.startsWith('--'))
  return { header: lines.slice(0, end).join('\n'), body: lines.slice(end).join('\n') }
}

/** The numbers that a section of the header lists. */
function listed(header: string, section: 'KEYS' | 'ARGV'): number[] {
  const text = new RegExp(`${section}([\\s\\S]*?)(?=KEYS|ARGV|RETURNS|$)`).exec(header)?.[1] ?? ''
  return [...text.matchAll(/(?:^|\s)(\d+) \w+/g)].map(found => Number(found[1]))
}

const upTo = (count: number) => Array.from({ length: count }, (_none, i) => i + 1)

t.test('every script says its name, keys, arguments and reply', async t => {
  t.ok(scripts.length > 0)
  for (const [name, { source }] of scripts) {
    const { header } = parts(source)
    t.ok(header.startsWith(`-- ${name}: `), `${name} is named`)
    t.match(header, /^-- KEYS {2}1 /m)
    t.match(header, /^-- RETURNS /m)
  }
})

t.test('a header lists the positions that its body uses, no more and no fewer', async t => {
  for (const [name, { source }] of scripts) {
    const { header, body } = parts(source)
    const used = (section: string) =>
      [
        ...new Set(
          [...body.matchAll(new RegExp(`${section}\\[(\\d+)\\]`, 'g'))].map(found => Number(found[1])),
        ),
      ].sort((a, b) => a - b)
    t.same(listed(header, 'KEYS'), used('KEYS'), `${name}: keys`)
    t.same(listed(header, 'ARGV'), used('ARGV'), `${name}: arguments`)
    t.same(used('KEYS'), upTo(used('KEYS').length), `${name}: no gap in keys`)
    t.equal(highest(body, /ARGV\[(\d+)\]/g), used('ARGV').length, `${name}: no gap`)
  }
})

t.test('the arguments of each turn of a commit stand in its header as the script names them', async t => {
  const { header, body } = parts(loadScripts().get('turn_commit')?.source ?? '')
  const listed = /and these, most turns up to result:\n([\s\S]*?)-- RETURNS/.exec(header)?.[1] ?? ''
  const named = listed.replace(/\([^)]*\)/g, '').match(/[a-z_]+/g)
  const taken = /local function commit\((.*)\)/.exec(body)?.[1]?.split(', ')
  t.same(taken, ['dialog', 'turns', 'keys', ...(named ?? [])])
})

t.test('every write carries not_after and looks at it first', async t => {
  const reads = [
    'turn_read',
    'dialog_read',
    'act_done',
    'desk_look',
    'breaker_read',
    'report_read',
    'opinions_read',
    'services_read',
    'confirmation_look',
    'outbox_left',
    'picture_find',
    'pictures_list',
    'outbox_read',
  ]
  for (const [name, { source }] of scripts) {
    const writes =
      /'(HSET|HDEL|SREM|SADD|HSETNX|RPUSH|LPOP|DEL|ZADD|ZREM|XADD|XCLAIM|XACK|XDEL|SET|PEXPIRE)'/.test(source)
    t.equal(writes, !reads.includes(name), name)
    if (writes) t.match(source, /ARGV {2}1 not_after/, name)
  }
})

/** A turn's two steps, and a person's message, which stores turns as commit does. */
const long = new Set(['turn_begin', 'turn_commit', 'seat_answer'])

t.test('scripts stay short', async t => {
  for (const [name] of scripts) {
    const own = readFileSync(new URL(`src/redis/lua/${name}.lua`, packageRoot), 'utf8')
    const lines = own.trimEnd().split('\n').length
    t.ok(lines <= (long.has(name) ? 100 : 60), `${name}: ${lines} lines`)
  }
})
