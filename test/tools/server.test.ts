import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { builtServer, nodeFlags } from '../../tools/server.js'

t.test('tools start the server as npm start and PM2 do', async t => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8'))
  t.equal(scripts.start, `node ${nodeFlags.join(' ')} ${builtServer}`)
  const { apps } = createRequire(import.meta.url)(new URL('ecosystem.config.cjs', packageRoot).pathname)
  t.equal(apps[0].script, builtServer)
  t.equal(apps[0].node_args, nodeFlags.join(' '))
})
