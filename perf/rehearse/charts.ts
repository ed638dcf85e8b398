// A run as four charts over one time axis: who answered, how fast, at which level, who had to wait or go. Pure but
// for the library that draws them.
import type { EChartsOption } from 'echarts'
import { RESPONSE_MS } from '../../src/ops/bad-second.js'
import { font, grey, muted, svgOf } from '../report/chart.js'
import { secondsOf } from './scenario.js'
import { bySecond, type Second } from './seconds.js'
import type { Run } from './verdict.js'

export const PANEL = { width: 1000, height: 700 } as const

const LEFT = 64
const grids = [
  { left: LEFT, right: 16, top: 52, height: 190 },
  { left: LEFT, right: 16, top: 302, height: 130 },
  { left: LEFT, right: 16, top: 482, height: 56 },
  { left: LEFT, right: 16, top: 594, height: 60 },
]
const titles = [
  'Turns a second, by what they got',
  'Time to the first response, ms',
  'Level of the ladder',
  'Share of arrivals, %',
]

type Reading = (second: Second) => number | undefined

interface Line {
  readonly name: string
  readonly color: string
  readonly read: Reading
}

const ends: readonly Line[] = [
  { name: 'vendor', color: '#3b82f6', read: s => s.answers.llm ?? 0 },
  { name: 'hot', color: '#f59e0b', read: s => s.answers.hot ?? 0 },
  { name: 'order', color: '#14b8a6', read: s => s.answers.tool ?? 0 },
  { name: 'FAQ', color: '#10b981', read: s => s.answers.faq ?? 0 },
  { name: 'notice', color: '#9ca3af', read: s => (s.answers.notice ?? 0) + (s.answers.seat ?? 0) },
  { name: '202', color: '#c4b5fd', read: s => s.pending },
  { name: '429', color: '#f9a8d4', read: s => s.refused },
  { name: '5xx', color: '#dc2626', read: s => s.serverFaults },
  { name: 'broken', color: '#111827', read: s => s.resets },
]
const times: readonly Line[] = [
  { name: 'P50', color: '#0ea5e9', read: s => s.p50 },
  { name: 'P99', color: '#7c3aed', read: s => s.p99 },
]
const shares: readonly Line[] = [
  { name: '202 %', color: '#8b5cf6', read: s => percent(s.pending, s.arrivals) },
  { name: '429 %', color: '#ec4899', read: s => percent(s.refused, s.arrivals) },
]

/** The charts as one SVG element of `PANEL`'s size. */
export function drawRun(run: Run): string {
  return svgOf(optionOf(run), PANEL)
}

function optionOf(run: Run): EChartsOption {
  const seconds = bySecond(run.turns, secondsOf(run.scenario))
  return {
    title: titles.map((text, i) => ({
      text,
      left: LEFT - 8,
      top: (grids[i]?.top ?? 0) - 42,
      textStyle: { ...font, fontSize: 13, fontWeight: 'bold' as const },
    })),
    legend: [['arrivals', ...names(ends)], names(times), [], names(shares)].map((data, i) => ({
      data,
      right: 12,
      top: (grids[i]?.top ?? 0) - 44,
      icon: 'rect',
      itemWidth: 12,
      itemHeight: 9,
      itemGap: 12,
      textStyle: { ...font, fontSize: 11 },
    })),
    grid: grids,
    xAxis: grids.map((_, i) => timeAxis(i, secondsOf(run.scenario))),
    yAxis: grids.map((_, i) => valueAxis(i)),
    series: [
      ...ends.map(line => ({
        ...drawn(line, seconds, 0),
        stack: 'ends',
        lineStyle: { width: 0 },
        areaStyle: { opacity: 0.85 },
      })),
      arrivals(seconds),
      ...times.map(line => drawn(line, seconds, 1)),
      promise(),
      level(run),
      ...shares.map(line => drawn(line, seconds, 3)),
      ...grids.map((_, i) => faultAreas(run, i)),
    ],
  }
}

const names = (lines: readonly Line[]) => lines.map(({ name }) => name)

function timeAxis(gridIndex: number, seconds: number) {
  const isLast = gridIndex === grids.length - 1
  return {
    type: 'value' as const,
    gridIndex,
    min: 0,
    max: seconds,
    ...(isLast && { name: 'seconds', nameLocation: 'middle' as const, nameGap: 26 }),
    axisLabel: { ...font, fontSize: 11, show: isLast },
    axisLine: { lineStyle: { color: muted } },
    splitLine: { lineStyle: { color: grey } },
  }
}

function valueAxis(gridIndex: number) {
  const ranges = [
    { type: 'value' as const, min: 0, splitNumber: 4 },
    {
      type: 'log' as const,
      min: 1,
      max: (v: { max: number }) => Math.max(1000, 10 ** Math.ceil(Math.log10(v.max))),
    },
    { type: 'value' as const, min: 0, max: 4, interval: 2 },
    { type: 'value' as const, min: 0, max: 100, interval: 50 },
  ]
  const range = ranges[gridIndex] ?? { type: 'value' as const }
  return {
    ...range,
    gridIndex,
    axisLabel: { ...font, fontSize: 11 },
    splitLine: { lineStyle: { color: grey } },
  }
}

/** A step for each second. */
function drawn({ name, color, read }: Line, seconds: readonly Second[], grid: number) {
  const points = seconds.map((second, i) => [i + 0.5, read(second) ?? null])
  const edge = (at: number, x: number) =>
    points
      .slice(at)
      .slice(0, 1)
      .map(([, y]) => [x, y ?? null])
  return {
    type: 'line' as const,
    name,
    color,
    xAxisIndex: grid,
    yAxisIndex: grid,
    step: 'middle' as const,
    showSymbol: false,
    lineStyle: { width: 1.8, color },
    data: [...edge(0, 0), ...points, ...edge(-1, seconds.length)],
  }
}

function arrivals(seconds: readonly Second[]) {
  const line = drawn({ name: 'arrivals', color: '#111827', read: s => s.arrivals }, seconds, 0)
  return { ...line, lineStyle: { width: 1.2, color: '#111827', type: 'dashed' as const } }
}

function promise() {
  return {
    type: 'line' as const,
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      data: [{ yAxis: RESPONSE_MS }],
      lineStyle: { color: '#dc2626', type: 'dashed' as const },
      label: {
        ...font,
        formatter: 'promise 500',
        position: 'insideEndTop' as const,
        color: '#dc2626',
        fontSize: 11,
      },
    },
  }
}

function level({ levels }: Run) {
  return {
    type: 'line' as const,
    xAxisIndex: 2,
    yAxisIndex: 2,
    step: 'end' as const,
    showSymbol: false,
    color: '#b45309',
    lineStyle: { width: 2, color: '#b45309' },
    areaStyle: { opacity: 0.25 },
    data: levels.map(({ atS, level }) => [atS, level]),
  }
}

/** The time of each fault, shaded; named in the first chart. */
function faultAreas({ scenario }: Run, grid: number) {
  return {
    type: 'line' as const,
    xAxisIndex: grid,
    yAxisIndex: grid,
    data: [],
    markArea: {
      silent: true,
      itemStyle: { color: 'rgba(220, 38, 38, 0.10)' },
      label: { ...font, show: grid === 0, position: 'insideTop' as const, color: '#b91c1c', fontSize: 11 },
      data: scenario.faults.map(
        ({ name, fromS, toS }) => [{ name, xAxis: fromS }, { xAxis: toS }] as [object, object],
      ),
    },
  }
}

function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : (100 * part) / whole
}
