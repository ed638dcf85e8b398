// The parts of the page in its order, and with what effort each is run.
import type { Effort, Part } from './part.js'
import { readAdded } from './read/added.js'
import { readArticle } from './read/article.js'
import { readCpu } from './read/cpu.js'
import { readCrowd } from './read/crowd.js'
import { readFlashSale, readFlood } from './read/flash-sale.js'
import { readGrowth } from './read/growth.js'
import { readRefusals } from './read/refusals.js'
import { readSockets } from './read/sockets.js'
import { readStart } from './read/start.js'
import { readHotTurns, readVendorTurns } from './read/turn.js'

const inRounds =
  (shortS: string, fullS: string) =>
  ({ rounds, isShort }: Effort) => ['--rounds', String(rounds), '--seconds', isShort ? shortS : fullS]

const either =
  (short: readonly string[], full: readonly string[]) =>
  ({ isShort }: Effort) =>
    isShort ? short : full

const flood = ['--known', '0', '--rate', '0', '--sockets', '0']

export const parts: readonly Part[] = [
  {
    name: 'cpu',
    title: 'What CPU a turn costs',
    bench: 'cpu',
    args: inRounds('1', '5'),
    read: readCpu,
  },
  {
    name: 'turn',
    title: 'Turns through the vendor',
    bench: 'turn',
    args: inRounds('1', '6'),
    read: readVendorTurns,
  },
  {
    name: 'hot',
    title: 'Hot answers',
    bench: 'turn',
    read: readHotTurns,
    args: effort => [...inRounds('1', '6')(effort), '--answers', 'local', '--full-only'],
  },
  {
    name: 'added',
    title: 'One request at a time',
    bench: 'added',
    args: inRounds('1', '5'),
    read: readAdded,
  },
  {
    name: 'growth',
    title: 'Growth',
    bench: 'growth',
    args: either(['--short'], []),
    read: readGrowth,
  },
  {
    name: 'sockets',
    title: 'WebSockets',
    bench: 'sockets',
    args: either(['--idle', '5000', '--cycles', '0'], ['--cycles', '0']),
    read: readSockets,
  },
  {
    name: 'flash-sale',
    title: 'A flash sale opens',
    bench: 'flash-sale',
    args: either(['--customers', '10000'], []),
    read: readFlashSale,
  },
  {
    name: 'flood',
    title: 'A flood of new questions, no rate set',
    bench: 'flash-sale',
    read: readFlood,
    args: effort => [...flood, ...either(['--customers', '5000'], ['--customers', '50000'])(effort)],
  },
  {
    name: 'refusals',
    title: 'Refusals',
    bench: 'refusals',
    args: () => [],
    read: readRefusals,
  },
  {
    name: 'crowd',
    title: 'A crowd that never backs off',
    bench: 'crowd',
    args: inRounds('1', '5'),
    read: readCrowd,
  },
  {
    name: 'article',
    title: '200 users in a closed loop',
    bench: 'article',
    args: either(['--seconds', '1'], ['--seconds', '60']),
    read: readArticle,
  },
  {
    name: 'start',
    title: 'Starts',
    bench: 'start',
    args: either(['--starts', '1', '--seconds', '2'], []),
    read: readStart,
  },
]
