// Before a process says that it is ready it masks, retrieves and encodes for a while: code that has run is compiled,
// and a crowd that waits at the door then meets the speed of a minute later. No store and no vendor is asked.
import type { Clock } from '../clock.js'
import type { Offload } from './offload.js'

export interface WarmUpDeps {
  readonly offload: Pick<Offload, 'prepare' | 'finish' | 'threads'>
  /** Never jumps. */
  readonly steady: Clock
}

/** With and without personal data, known to the FAQ and not; none of it is anybody's. The person's name makes a worker
 *  read its list of names (segmenter.ts). */
const questions = [
  '怎么申请退货',
  '我的快递怎么还没到，单号是SF1234567890123',
  '我叫王小明，电话13800000000，地址是浙江省杭州市西湖区文三路1号',
  'How long does a refund take? My mail is nobody@example.com',
  '这件上衣的面料扎不扎，适合春天穿吗',
]
const answer = '您好，退货可以在订单页提交申请，审核通过后款项会在三个工作日内原路退回。'
const MATCHES = 3
/** Enough at once that jobs travel in batches, as they do in a crowd. */
const JOBS_A_THREAD = 16

/** Resolves after `ms`, or earlier when a job fails: the next caller gets the reason. */
export async function warmUp({ offload, steady }: WarmUpDeps, ms: number): Promise<void> {
  const endsAt = steady.now() + ms
  const jobs = Array.from({ length: offload.threads * JOBS_A_THREAD }, (_, i) => i)
  while (steady.now() < endsAt) {
    const round = jobs.map(async i => {
      await offload.prepare({ text: `${questions[i % questions.length]}${i}`, matches: MATCHES })
      await offload.finish(answer)
    })
    const results = await Promise.allSettled(round)
    if (results.some(({ status }) => status === 'rejected')) return
  }
}
