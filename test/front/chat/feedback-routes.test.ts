// A thumb over HTTP: what the route hands on.
import t from 'tap'
import { asker, dialogId, fakeChat, fakeParts, secret, turnId } from '../../../perf/load/fake-front.js'
import { createHs256 } from '../../../src/auth/hs256.js'
import { createTokens } from '../../../src/auth/tokens.js'
import { systemClock } from '../../../src/clock.js'
import { stored } from '../../support/front/stored-turn.js'

t.test('a thumb is in the language of its request, or else in that of the shop', async t => {
  const languages: string[] = []
  const chat = fakeChat()
  chat.turn = { kind: 'done', turn: stored }
  const tokens = createTokens({
    verify: createHs256([secret]),
    clock: systemClock,
    remembered: 100,
    rules: {
      issuer: '',
      audience: '',
      ownerOf: (_shop, uid) => uid,
      shopNamed: () => ({ language: 'en' }),
    },
  })
  const parts = fakeParts(chat)
  const feedback = {
    ...parts.feedback,
    async rate({ language }: { readonly language: string }) {
      languages.push(language)
    },
  }
  const ask = await asker({ ...parts, tokens, feedback })
  for (const language of ['', 'zh', 'fr', 'en']) {
    const path = `/chat/${dialogId}/turns/${turnId}/feedback`
    t.equal((await ask({ path, body: { score: -1 }, headers: { 'accept-language': language } })).status, 204)
  }
  t.same(languages, ['en', 'zh', 'en', 'en'])
})
