import t from 'tap'
import type { Identity } from '../../src/auth/identity.js'
import { OWN_NAME } from '../../src/documents/document.js'
import { type OwnActDeps, recordOwnAct } from '../../src/wiring/own-act.js'

t.test("the service's own changes are on record under its name", async t => {
  const acts: [string, Identity][] = []
  const auditLog: OwnActDeps['auditLog'] = {
    async acted({ path }, identity) {
      acts.push([path, identity])
    },
  }
  recordOwnAct(
    { auditLog, randomHex: bytes => '0'.repeat(bytes * 2), log: { warn() {} } },
    '/admin/gray',
    undefined,
  )
  t.match(acts, [['/admin/gray', { role: 'admin', uid: OWN_NAME, shop: '*' }]])
  t.equal(OWN_NAME, 'rushdesk', 'kept histories and audits have it')
})
