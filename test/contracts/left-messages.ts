// What every backend of LeftMessages must do, together with the Dialogs and Handovers of the same store.
import type t from 'tap'
import { limits, never, newId, nextOf, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { claimOf, wishOf } from '../../perf/load/seat-acts.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { LeftMessage, LeftMessages } from '../../src/dialog/store/left-messages.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'

export interface LeftMessagesBench {
  readonly dialogs: Dialogs
  readonly handovers: Handovers
  readonly leftMessages: LeftMessages
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'not'>

export function leftMessagesContract(
  tap: Tap,
  make: (own: DialogLimits) => Promise<LeftMessagesBench>,
): void {
  const claim = (
    title: string,
    run: (t: Tap, bench: LeftMessagesBench) => Promise<void>,
    own: Partial<DialogLimits> = {},
  ) => tap.test(title, async t => run(t, await make({ ...limits, ...own })))

  async function opened({ dialogs }: LeftMessagesBench) {
    const turn = turnOf()
    await dialogs.commit(writeOf(turn, ''), never)
    return turn
  }

  const messageOf = (dialogId: string, text: string, own: Partial<LeftMessage> = {}): LeftMessage => ({
    dialogId,
    owner,
    shop: 'main',
    ref: 'r 1',
    language: 'zh',
    messageId: newId(),
    text,
    textHash: text,
    ...own,
  })

  claim('three messages may be left, and a seat takes them up with the dialog', async (t, bench) => {
    const { dialogId } = await opened(bench)
    t.equal(await bench.handovers.read(dialogId, 'main'), undefined)
    for (const text of ['一', '二\n行', '三']) {
      t.match(await bench.leftMessages.leave(messageOf(dialogId, text)), { kind: 'kept', isNew: true })
    }
    t.same(await bench.leftMessages.leave(messageOf(dialogId, '四')), { kind: 'full' })
    t.match(await bench.handovers.read(dialogId, 'main'), {
      mode: 'bot',
      left: '三',
      messages: [{ text: '一' }, { text: '二\n行' }, { text: '三' }],
      handoff: { reason: 'left-message', ref: 'r 1' },
    })
    t.match(await bench.handovers.claim(claimOf(dialogId)), { kind: 'claimed' })
    const view = await bench.handovers.read(dialogId, 'main')
    t.match(view, { mode: 'seat', left: undefined })
    t.equal(view?.messages.length, 3, 'the seat reads them')
  })

  claim('a message that comes again under its id is kept once', async (t, bench) => {
    const { dialogId } = await opened(bench)
    const message = messageOf(dialogId, '一')
    const first = await bench.leftMessages.leave(message)
    t.same(await bench.leftMessages.leave(message), { ...first, isNew: false })
    t.same(await bench.leftMessages.leave({ ...message, text: '二', textHash: '二' }), { kind: 'key-reused' })
    t.equal((await bench.handovers.read(dialogId, 'main'))?.messages.length, 1)
  })

  claim('a stranger leaves no message', async (t, bench) => {
    const { dialogId } = await opened(bench)
    t.same(await bench.leftMessages.leave(messageOf(dialogId, '一', { owner: newId() })), { kind: 'absent' })
    t.same(await bench.leftMessages.leave(messageOf(newId(), '一')), { kind: 'absent' })
  })

  claim('a wait that ends is left for the next seat, and the bot goes on', async (t, bench) => {
    const turn = await opened(bench)
    const { dialogId } = turn
    const wait = { dialogId, shop: 'main', messageId: newId(), text: '退货' }
    t.same(await bench.leftMessages.endWait(wait), { kind: 'not-waiting' })
    await bench.handovers.queue(wishOf(dialogId, { skill: '退款' }))
    t.same(await bench.leftMessages.endWait({ ...wait, shop: 'other' }), { kind: 'not-waiting' })
    const first = await bench.leftMessages.endWait(wait)
    t.match(first, { kind: 'left' })
    t.match(await bench.leftMessages.endWait(wait), { ...first, tickets: [], watchers: [] }, 'told again')
    t.same(await bench.leftMessages.endWait({ ...wait, messageId: newId() }), { kind: 'not-waiting' })
    t.match(await bench.handovers.read(dialogId, 'main'), {
      mode: 'bot',
      left: '退货',
      messages: [],
      handoff: { reason: 'left-message', skill: '退款', priority: 7 },
    })
    t.match(await bench.dialogs.begin(nextOf(turn), {}, never), { kind: 'run', mode: 'bot' })
    for (const text of ['一', '二', '三']) {
      t.match(
        await bench.leftMessages.leave(messageOf(dialogId, text)),
        { kind: 'kept' },
        'it is not one of the three',
      )
    }
    t.match(await bench.handovers.claim(claimOf(dialogId)), { kind: 'claimed' })
    t.same(
      await bench.leftMessages.endWait({ ...wait, messageId: newId() }),
      { kind: 'not-waiting' },
      'what is held',
    )
  })

  claim(
    'the turn that waited for a person goes on, without a model if its customer wants none',
    async (t, bench) => {
      const turn = await opened(bench)
      await bench.handovers.queue(wishOf(turn.dialogId, { bot: 'off' }))
      const next = nextOf(turn)
      t.match(await bench.dialogs.begin(next, { acknowledged: { traceparent: '' } }, never), { kind: 'seat' })
      const ended = await bench.leftMessages.endWait({
        dialogId: turn.dialogId,
        shop: 'main',
        messageId: newId(),
        text: '?',
      })
      t.match(ended, { kind: 'left', tickets: [{ turnId: next.turnId, origin: next.origin }] })
      t.match(await bench.dialogs.begin(next, {}, never), { kind: 'run', mode: 'bot', isBotOff: true })
    },
  )

  claim(
    'a dialog lives longer once something was left in it',
    async (t, bench) => {
      const [plain, left] = [await opened(bench), await opened(bench)]
      await bench.leftMessages.leave(messageOf(left.dialogId, '一'))
      await bench.pass(140)
      t.equal(await bench.dialogs.read(plain.dialogId, owner, never), undefined)
      t.match(await bench.handovers.read(left.dialogId, 'main'), { left: '一' })
    },
    { ttlMs: 100, handedTtlMs: 60_000 },
  )

  claim('what was left is erased with its dialog', async (t, bench) => {
    const { dialogId } = await opened(bench)
    const message = messageOf(dialogId, '一')
    await bench.leftMessages.leave(message)
    await bench.dialogs.erase(dialogId, owner)
    t.equal(await bench.handovers.read(dialogId, 'main'), undefined)
    t.same(await bench.leftMessages.leave(message), { kind: 'absent' })
  })
}
