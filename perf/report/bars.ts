// Figures side by side: groups of bars, each group named under it and each bar by its colour.
import { font, grey, muted, svgOf } from './chart.js'

export interface Bars {
  readonly title: string
  readonly unit: string
  /** Names of the groups, left to right. */
  readonly groups: readonly string[]
  /** A value a group; what is not finite was not measured. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
  /** The bars of a group stand on each other, because their sum says something. */
  readonly isStacked?: boolean
}

const SIZE = { width: 1000, height: 320 }
const colors = ['#3b82f6', '#f59e0b', '#10b981', '#7c3aed', '#ec4899', '#9ca3af']

export function drawBars({ title, unit, groups, series, isStacked = false }: Bars): string {
  const axis = { axisLabel: { ...font, fontSize: 11 }, axisLine: { lineStyle: { color: muted } } }
  const label = { ...font, show: !isStacked, position: 'top' as const, fontSize: 11 }
  return svgOf(
    {
      color: colors,
      title: { text: title, left: 56, top: 6, textStyle: { ...font, fontSize: 13, fontWeight: 'bold' } },
      legend: {
        right: 12,
        top: 6,
        icon: 'rect',
        itemWidth: 12,
        itemHeight: 9,
        textStyle: { ...font, fontSize: 11 },
      },
      grid: { left: 64, right: 16, top: 56, bottom: 32 },
      xAxis: { type: 'category', data: [...groups], ...axis },
      yAxis: { type: 'value', name: unit, splitLine: { lineStyle: { color: grey } }, ...axis },
      series: series.map(({ name, values }) => ({
        type: 'bar' as const,
        name,
        barMaxWidth: 48,
        label,
        ...(isStacked && { stack: 'all' }),
        data: values.map(value => (Number.isFinite(value) ? value : null)),
      })),
    },
    SIZE,
  )
}
