// The turn benches' offer to each contender: the same customers, questions and vendor.
import { fileURLToPath } from 'node:url'
import { signToken } from '../../../src/auth/sign.js'
import { packageRoot } from '../../../src/root.js'
import { type Program, startProgram } from '../../../tools/program.js'
import type { Figures } from '../../load/figures.js'

export const vendorMs = 20
/** Turns of a dialog, as in real ones. */
export const dialogTurns = 6
const customers = 300

/** The number makes each text new, so that none is answered from what was learned. */
export const vendorTexts: readonly string[] = [
  '订单 {n} 怎么还没有发货，麻烦帮我看一下',
  '我昨天买的空气炸锅到现在物流没有更新，单号 {n}',
  '请问订单 {n} 能不能改成下周三再送',
  '订单 {n} 的发票抬头写错了，可以重新开吗',
  '刚收到订单 {n}，外包装破了，里面的杯子也裂了一个',
]
/** Known questions: a server answers them without a vendor. */
export const localTexts: readonly string[] = [
  '什么时候发货',
  '怎么退货',
  '运费谁出',
  '能开发票吗',
  '优惠券怎么用',
]

/** The simulated vendor as a process of its own; `more` are arguments of its command line. */
export function startVendor(latencyMs = vendorMs, ...more: readonly string[]): Promise<Program> {
  const script = fileURLToPath(new URL('build/perf/fake-llm.js', packageRoot))
  const args = ['--latency', String(latencyMs), '--tokens', '40', '--ring', '1', ...more]
  return startProgram([process.execPath, script, ...args], { PATH: process.env.PATH })
}

export function tokensOf(secret: string): Promise<string[]> {
  const order = { role: 'customer', expiresInS: 86_400 } as const
  const uids = Array.from({ length: customers }, (_, i) => `customer-${i}`)
  return Promise.all(uids.map(uid => signToken({ ...order, uid }, secret, Date.now())))
}

/** The figures, if every turn was answered. Figures that count refusals or errors compare nothing. */
export function checked(name: string, figures: Figures): Figures {
  if (figures.ends['200'] === figures.requests) return figures
  throw new Error(`${name} did not answer every turn: ${JSON.stringify(figures.ends)}`)
}
