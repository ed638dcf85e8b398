// The reports of the processes in two Redis hashes, timed by Redis alone: the last of each, and the sums of those that
// have gone.
import { isRecord, readJson } from '../json.js'
import { reportKeys } from '../redis/keys.js'
import type { RunScript, WriteScript } from '../redis/scripts.js'
import type { ProcessReports, ReportEntry, ReportsReading, Sums } from './process-reports.js'

export function createRedisProcessReports(run: RunScript, write: WriteScript): ProcessReports {
  return {
    async put(processId, report) {
      await write('report_put', reportKeys, [
        processId,
        JSON.stringify(report.sums),
        JSON.stringify(report.rest),
      ])
    },
    read: async () => readingOf(await run('report_read', reportKeys)),
    async retire(processId) {
      await write('report_retire', reportKeys, [processId])
    },
  }
}

function readingOf(reply: string): ReportsReading {
  const entries = new Map<string, ReportEntry>()
  const past: Record<string, number> = {}
  for (const line of reply.split('\n')) {
    const [, kind, name = '', text = ''] = /^(\w) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'p') past[text] = Number(name)
    else if (kind === 'e') {
      const space = text.indexOf(' ')
      const report = readJson(`[${text.slice(space + 1)}]`, isReport)
      if (report)
        entries.set(name, {
          ageMs: Number(text.slice(0, space)),
          report: { sums: report[0], rest: report[1] },
        })
    }
  }
  return { entries, past }
}

function isReport(value: unknown): value is readonly [Sums, unknown] {
  return Array.isArray(value) && value.length === 2 && isRecord(value[0])
}
