// What a chart of a table looks like: stacked bars, levels in their colours with a pattern of their own, so that colour is
// never the only sign.
import type { EChartsCoreOption } from 'echarts/core'
import { levelColor } from '../../map/map-style.ts'
import { LEVEL_ORDER } from './tables.ts'
import type { StatisticsTable } from './tables.ts'

/** Bars of a chart that lies on its side; the table has them all. */
export const MAX_BARS = 14
const TEXT = '#c9d5e0'
const LINE = '#24364d'
/** In time, late, missed, running; of reports besides, not sent with a reason. */
const TIME_COLORS = ['#4fb477', '#f5c242', '#ff6b6e', '#6fa8dc', '#b48ead'] as const
const PLAIN = '#6fa8dc'

/** Options of echarts for a table. */
export function chartOption(table: StatisticsTable): EChartsCoreOption {
  const isUpright = table.id === 'byTime'
  // Bars of a chart on its side are drawn from below: the first row stands on top.
  const rows = isUpright ? table.rows : table.rows.slice(0, MAX_BARS).toReversed()
  const names = rows.map(({ name }) => name)
  const colors = colorsOf(table)
  const categories = {
    type: 'category',
    data: names,
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
    axisLabel: { color: TEXT, fontSize: 11, ...(isUpright ? {} : { width: 150, overflow: 'truncate' }) },
  }
  const numbers = {
    type: 'value',
    minInterval: 1,
    axisLabel: { color: TEXT, fontSize: 11 },
    splitLine: { lineStyle: { color: LINE } },
  }
  return {
    animation: false,
    aria: { enabled: true, decal: { show: colors.length > 1 } },
    textStyle: { color: TEXT },
    grid: { left: 8, right: 16, top: colors.length > 1 ? 30 : 8, bottom: 4, containLabel: true },
    ...(colors.length > 1
      ? { legend: { top: 0, textStyle: { color: TEXT }, itemWidth: 16, itemHeight: 10, itemGap: 22 } }
      : {}),
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: '#16253a',
      borderColor: LINE,
      textStyle: { color: TEXT },
      // Names come from records: text, never markup.
      renderMode: 'richText',
    },
    xAxis: isUpright ? categories : numbers,
    yAxis: isUpright ? numbers : categories,
    series: colors.map((color, index) => ({
      type: 'bar',
      name: table.columns[index] ?? '',
      stack: 'all',
      barMaxWidth: 26,
      itemStyle: { color },
      data: rows.map(({ values }) => values[index] ?? 0),
    })),
  }
}

function colorsOf({ id }: StatisticsTable): readonly string[] {
  if (id === 'byStatus') return [PLAIN]
  if (id === 'reports') return TIME_COLORS
  if (id === 'receipts') return TIME_COLORS.slice(0, 4)
  return LEVEL_ORDER.map(levelColor)
}
