// The whole way of a customer: a streamed answer, a person, reloads, a cut network, a killed process, the close, a rating,
// and the bot again. Nothing that was written is lost or doubled, whoever looks.
import { setTimeout as pause } from 'node:timers/promises'
import {
  askBot,
  begin,
  type Customer,
  dialogIdOf,
  enterShop,
  heardFromSeat,
  openWidget,
  rate,
  send,
  shownToCustomer,
  write,
} from './customer.js'
import { claim, close, heardFromCustomer, type Seat, say, shownToSeat, sitDown } from './seat.js'
import type { Side, Stage } from './stage.js'

export interface Telling {
  /** Rounds of one stage have customers and seats of their own. */
  readonly round: number
  /** For so long both have no network. Shorter than SEAT_GRACE_S, or the seat would lose the dialog. */
  readonly cutMs: number
  /** Whose process is killed, just after that side wrote something. */
  readonly killed: Side
}

export interface Told {
  /** Empty when all went as it must. */
  readonly faults: readonly string[]
  /** From the network's return until the page says nothing of it any more. */
  readonly backMs: Readonly<Record<Side, number>>
}

interface Scene {
  readonly stage: Stage
  readonly customer: Customer
  readonly seat: Seat
  /** What was written, in any order. */
  readonly written: string[]
}

export async function tellStory(stage: Stage, { round, cutMs, killed }: Telling): Promise<Told> {
  const seat = await sitDown(stage, `seat-${round}`)
  const customer = await enterShop(stage, `customer-${round}`)
  const scene = { stage, customer, seat, written: [] as string[] }
  const backMs = { customer: Number.NaN, seat: Number.NaN }
  try {
    const answer = await meetsThePerson(scene, round)
    await bothWrite(scene, '请问什么时候发货', '您好，今天就发')
    await bothReload(scene)
    Object.assign(backMs, await bothLoseTheNetwork(scene, cutMs))
    await losesAProcess(scene, killed)
    const dialogId = await dialogIdOf(customer.page)
    const faults = await faultsOf(scene, dialogId)
    await close(seat.page)
    await rate(customer.page, 5)
    faults.push(...(await ratingFaults(stage, dialogId)))
    const again = await meetsTheBot(scene, round)
    if (answer === '' || again === '') faults.push('an answer of the bot is empty')
    return { faults: [...faults, ...customer.faults, ...seat.faults], backMs }
  } catch (stuck) {
    return { faults: [...(await seenWhenStuck(scene, stuck)), ...customer.faults, ...seat.faults], backMs }
  } finally {
    await customer.context.close()
    await seat.context.close()
  }
}

/** Where the story stopped, and what both pages showed then. */
async function seenWhenStuck({ customer, seat }: Scene, stuck: unknown): Promise<string[]> {
  const why = String(stuck).split('\n', 3).join(' ')
  const seen = [customer.page.locator('.panel'), seat.page.locator('.desk')].map(part => part.allInnerTexts())
  const shown = (await Promise.all(seen)).flat()
  return [why, ...shown.map(text => text.replaceAll(/\s+/g, ' '))]
}

async function meetsThePerson({ customer, seat, written }: Scene, round: number): Promise<string> {
  const question = `这双鞋有几种颜色，第 ${round} 位`
  written.push(question)
  const answer = await askBot(customer.page, question)
  await customer.page.getByRole('button', { name: '转人工' }).click()
  await customer.page.getByText('排队第 1 位').waitFor()
  await claim(seat.page)
  await heardFromCustomer(seat.page, question).waitFor()
  await customer.page.getByText(/^您正在与人工客服.*对话$/).waitFor()
  return answer
}

/** Each writes, and sees what the other wrote; the seat also sees that the customer is writing, and has read. */
async function bothWrite({ customer, seat, written }: Scene, asked: string, said: string): Promise<void> {
  written.push(asked, said)
  await begin(customer.page, asked)
  await seat.page.getByText('对方正在输入').waitFor()
  await send(customer.page)
  await heardFromCustomer(seat.page, asked).waitFor()
  await say(seat.page, said)
  await heardFromSeat(customer.page, said).waitFor()
  await seat.page.getByText('顾客已读').waitFor()
}

/** Both have everything again. */
async function bothReload({ customer, seat, written }: Scene): Promise<void> {
  const last = written.at(-1) ?? ''
  await Promise.all([customer.page.reload(), seat.page.reload()])
  await openWidget(customer.page)
  await heardFromSeat(customer.page, last).waitFor()
  await seat.page.locator('.line[data-from="seat"] p').getByText(last, { exact: true }).waitFor()
}

async function bothLoseTheNetwork(scene: Scene, ms: number): Promise<Record<Side, number>> {
  const { stage, customer, seat, written } = scene
  const [asked, said] = ['断网时顾客写的', '断网时客服写的']
  const contexts = [customer.context, seat.context]
  const lines = Object.values(stage.lines)
  written.push(asked, said)
  for (const line of lines) line.block(/./s)
  await Promise.all(contexts.map(context => context.setOffline(true)))
  for (const line of lines) line.cut()
  await customer.page.getByText('网络已断开').waitFor()
  await seat.page.getByText('连接中断').waitFor()
  await write(customer.page, asked)
  await say(seat.page, said)
  await seat.page.getByText('待发送').waitFor()
  await pause(ms)
  for (const line of lines) line.block(undefined)
  const from = Date.now()
  await Promise.all(contexts.map(context => context.setOffline(false)))
  const backMs = await Promise.all([
    until(customer.page.locator('.strip.warn').waitFor({ state: 'detached' }), from),
    until(seat.page.getByText('连接中断').waitFor({ state: 'detached' }), from),
  ])
  await heardFromCustomer(seat.page, asked).waitFor()
  await heardFromSeat(customer.page, said).waitFor()
  return { customer: backMs[0], seat: backMs[1] }
}

async function until(done: Promise<unknown>, from: number): Promise<number> {
  await done
  return Date.now() - from
}

/** The process of one side dies when that side has just written; the other answers. */
async function losesAProcess({ stage, customer, seat, written }: Scene, killed: Side): Promise<void> {
  const [asked, said, last] = ['还有一个问题', '您请说', '都处理好了']
  written.push(asked, said, last)
  const customerWrites = () => write(customer.page, asked)
  const seatSays = () => say(seat.page, said)
  const [first, second] = killed === 'customer' ? [customerWrites, seatSays] : [seatSays, customerWrites]
  await first()
  await stage.kill(killed)
  await second()
  await heardFromCustomer(seat.page, asked).waitFor()
  await heardFromSeat(customer.page, said).waitFor()
  // A person's word answers all that was asked before it, so that the record has everything.
  await say(seat.page, last)
  await heardFromSeat(customer.page, last).waitFor()
}

/** Before and after a reload both see what the record holds, each text once; after it in the record's order. */
async function faultsOf(scene: Scene, dialogId: string): Promise<string[]> {
  const { stage, customer, seat, written } = scene
  const faults: string[] = []
  const compare = (who: string, seen: readonly string[], wanted: readonly string[]) => {
    if (seen.join('|') !== wanted.join('|')) faults.push(`${who}: ${seen.join('|')} not ${wanted.join('|')}`)
  }
  const expected = written.toSorted()
  compare('customer', (await shownToCustomer(customer.page)).toSorted(), expected)
  compare('seat', (await shownToSeat(seat.page)).toSorted(), expected)
  const { json } = await stage.server('seat').call('GET', `/chat/${dialogId}`, { token: customer.token })
  const record = (json as { turns: { text: string }[] }).turns.map(({ text }) => text)
  compare('record', record.toSorted(), expected)
  await bothReload(scene)
  compare('customer after a reload', await shownToCustomer(customer.page), record)
  compare('seat after a reload', await shownToSeat(seat.page), record)
  return faults
}

/** The shop has the rating, once. */
async function ratingFaults({ server, admin }: Stage, dialogId: string): Promise<string[]> {
  const { text } = await server('seat').call('GET', '/admin/ratings', { token: admin })
  const lines = text.split('\n').filter(line => line.includes(dialogId))
  const isWhole =
    lines.length === 1 && /"score":5/.test(lines[0] ?? '') && /"solved":true/.test(lines[0] ?? '')
  return isWhole ? [] : [`the rating is ${lines.join('|')}`]
}

async function meetsTheBot({ customer: { page } }: Scene, round: number): Promise<string> {
  await page.getByText('AI 助手为您服务').waitFor()
  return askBot(page, `有没有大码，第 ${round} 位`)
}
