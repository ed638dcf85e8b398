// Behaviour that every backend of DialogWalk must show, with the Dialogs and Handovers of the same store.
import type t from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { wishOf } from '../../perf/load/seat-acts.js'
import type { DialogWalk, WalkedDialog } from '../../src/dialog/store/dialog-walk.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'

export interface WalkBench {
  readonly dialogs: Dialogs
  readonly handovers: Handovers
  readonly walk: DialogWalk
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>

export function dialogWalkContract(tap: Tap, make: (own: DialogLimits) => Promise<WalkBench>): void {
  const claim = (title: string, run: (t: Tap, bench: WalkBench) => Promise<void>) =>
    tap.test(title, async t => run(t, await make(limits)))

  claim('a dialog knows its shop from its first step on, whatever the step is', async (t, bench) => {
    const { dialogs, handovers, walk } = bench
    const own = { shop: 'b 店' }
    const [committed, begun, asked] = [turnOf(own), turnOf(own), turnOf(own)]
    await dialogs.commit(writeOf(committed, ''), never)
    await dialogs.begin(begun, {}, never)
    await handovers.queue(wishOf(asked.dialogId, { ...own, opens: true }))
    const seen = await Promise.all([committed, begun, asked].map(({ dialogId }) => walk.find(dialogId)))
    const found = { owner, shop: 'b 店' }
    t.match(seen, [
      { ...found, dialogId: committed.dialogId, wasHanded: false },
      { ...found, dialogId: begun.dialogId, wasHanded: false },
      { ...found, dialogId: asked.dialogId, wasHanded: true },
    ])
  })

  claim(
    'later turns and handovers change nothing of whose a dialog is',
    async (t, { dialogs, handovers, walk }) => {
      const turn = turnOf()
      await dialogs.commit(writeOf(turn, ''), never)
      await dialogs.begin({ ...turn, turnId: newId(), shop: 'other' }, {}, never)
      await handovers.queue(wishOf(turn.dialogId))
      const expected: WalkedDialog = {
        dialogId: turn.dialogId,
        owner,
        shop: 'main',
        wasHanded: true,
        isAtDesk: true,
      }
      t.same(await walk.find(turn.dialogId), expected)
      await handovers.leaveQueue(turn.dialogId, owner)
      t.same(await walk.find(turn.dialogId), { ...expected, isAtDesk: false })
    },
  )

  claim('a dialog that was never handed over is nobody’s at the desk', async (t, { dialogs, handovers }) => {
    const { dialogId } = turnOf()
    await dialogs.commit(writeOf(turnOf({ dialogId }), ''), never)
    t.equal(await handovers.read(dialogId, 'main'), undefined)
  })

  claim('an unknown and an erased dialog are not found', async (t, { dialogs, walk }) => {
    const { dialogId } = turnOf()
    await dialogs.commit(writeOf(turnOf({ dialogId }), ''), never)
    await dialogs.erase(dialogId, owner)
    t.same([await walk.find(dialogId), await walk.find(newId())], [undefined, undefined])
  })

  claim('a walk finds every live dialog, of each shop and customer', async (t, { dialogs, walk }) => {
    const turns = Array.from({ length: 20 }, (_none, i) => turnOf({ owner: newId(), shop: `s${i % 3}` }))
    for (const turn of turns) await dialogs.commit(writeOf(turn, ''), never)
    const [gone] = turns
    await dialogs.erase(gone?.dialogId ?? '', gone?.owner ?? '')
    const found = new Map<string, WalkedDialog>()
    for await (const page of walk.pages()) for (const one of page) found.set(one.dialogId, one)
    t.same(
      turns.map(({ dialogId }) => found.get(dialogId)?.shop),
      [undefined, ...turns.slice(1).map(({ shop }) => shop)],
    )
  })
}
