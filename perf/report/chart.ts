// The look of the reports' charts, and how one becomes an SVG element. Pure but for the library that draws.
import * as echarts from 'echarts'

export interface ChartSize {
  readonly width: number
  readonly height: number
}

export const font = { fontFamily: 'DejaVu Sans, Helvetica, Arial, sans-serif', color: '#1f2937' }
export const muted = '#6b7280'
export const grey = '#e5e7eb'

export function svgOf(option: echarts.EChartsOption, size: ChartSize): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: font, ...option })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
