// The same report as one picture: the figures on top, then the scenarios' charts, two abreast.
import { Resvg } from '@resvg/resvg-js'
import { escaped } from '../report/html.js'
import { PANEL } from './charts.js'
import type { Panel, Setting } from './page.js'
import { areAllKept, columns, isKept, rowOf, sumLine } from './summary.js'

const MARGIN = 40
const GAP = 32
const ROW = 26
/** Room for a panel's title and its broken promises. */
const CAPTION = 96
const CAPTION_BREACHES = 2
const FONT = 'DejaVu Sans, Helvetica, Arial, sans-serif'
const INK = '#1f2937'
const GREEN = '#047857'
const RED = '#b91c1c'
/** Right edges of the table's columns; the first is a left edge. */
const edges = [0, 330, 440, 540, 640, 740, 840, 960, 1080, 1230, 1380, 1540]

interface Style {
  readonly size?: number
  readonly color?: string
  readonly isBold?: boolean
  readonly anchor?: 'start' | 'end'
}

/** PNG bytes; undefined on a machine without fonts, where every label would be missing. */
export function pictureOf(panels: readonly Panel[], setting: Setting): Buffer | undefined {
  const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' }
  const word = new Resvg(`<svg xmlns="${namespace}">${text('Rehearsal', [0, 20])}</svg>`, { font })
  if (word.getBBox() === undefined) return undefined
  return new Resvg(drawingOf(panels, setting), { font }).render().asPng()
}

const namespace = 'http://www.w3.org/2000/svg'

export function drawingOf(panels: readonly Panel[], setting: Setting): string {
  const perRow = Math.min(2, panels.length)
  const width = 2 * MARGIN + Math.max(edges.at(-1) ?? 0, perRow * PANEL.width + (perRow - 1) * GAP)
  const head = headOf(panels, setting)
  const panelHeight = CAPTION + PANEL.height + GAP
  const height = head.bottom + Math.ceil(panels.length / perRow) * panelHeight + MARGIN
  const drawn = panels.map((panel, i) => {
    const x = MARGIN + (i % perRow) * (PANEL.width + GAP)
    const y = head.bottom + Math.floor(i / perRow) * panelHeight
    return panelOf(panel, x, y)
  })
  return `<svg xmlns="${namespace}" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${head.svg}
${drawn.join('\n')}
</svg>`
}

function headOf(panels: readonly Panel[], { lines }: Setting): { svg: string; bottom: number } {
  const word = areAllKept(panels) ? 'every promise kept' : 'promises broken'
  const tableTop = MARGIN + 78 + lines.length * 22
  const rowY = (i: number) => tableTop + i * ROW
  const bottom = rowY(panels.length + 1) + GAP
  const svg = [
    text(`Rehearsal of the sale: ${word}`, [MARGIN, MARGIN + 24], { size: 26, isBold: true }),
    ...lines.map((line, i) => text(line, [MARGIN, MARGIN + 56 + i * 22], { size: 14, color: '#6b7280' })),
    tableRow([...columns], rowY(0), { isBold: true }),
    ...panels.map((panel, i) => tableRow(rowOf(panel), rowY(i + 1), { color: isKept(panel) ? INK : RED })),
    text(sumLine(panels), [MARGIN, bottom - 16], { size: 14 }),
  ].join('\n')
  return { svg, bottom: bottom + GAP / 2 }
}

function tableRow(cells: readonly string[], y: number, style: Style): string {
  const drawn = cells.map((cell, i) =>
    text(cell, [MARGIN + (edges[i] ?? 0), y], { size: 14, ...style, anchor: i === 0 ? 'start' : 'end' }),
  )
  const rule = `<path d="M${MARGIN} ${y + 8}h${edges.at(-1)}" stroke="#e5e7eb"/>`
  return [...drawn, rule].join('')
}

function panelOf(panel: Panel, x: number, y: number): string {
  const { title } = panel.run.scenario
  const { checks } = panel.verdict
  const breaches = checks.filter(check => !check.isKept)
  const more = breaches.length - CAPTION_BREACHES
  const said =
    breaches.length === 0
      ? [`kept: all ${checks.length} promises`]
      : breaches
          .slice(0, CAPTION_BREACHES)
          .map(({ promise, measured }) => `broken: ${promise}; measured ${measured}`)
  const caption = more > 0 ? [...said.slice(0, -1), `${said.at(-1)}  (and ${more} more)`] : said
  return [
    text(title, [x, y + 20], { size: 19, isBold: true }),
    ...caption.map((line, i) =>
      text(line, [x, y + 44 + 20 * i], { size: 13, color: breaches.length === 0 ? GREEN : RED }),
    ),
    panel.svg.replace('<svg ', `<svg x="${x}" y="${y + CAPTION}" `),
  ].join('\n')
}

function text(content: string, [x, y]: readonly [number, number], style: Style = {}): string {
  const { size = 14, color = INK, isBold = false, anchor = 'start' } = style
  const weight = isBold ? ' font-weight="bold"' : ''
  return `<text x="${x}" y="${y}" font-family="${FONT}" font-size="${size}" fill="${color}" text-anchor="${anchor}"${weight}>${escaped(content)}</text>`
}
