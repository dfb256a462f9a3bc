// The parts of echarts the statistics use, and no others. Fetched when the first chart is drawn.
import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import type { EChartsType } from 'echarts/core'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

/** A chart in an element of the page; dispose it with the element. */
export function openChart(element: HTMLElement): EChartsType {
  return init(element, null, { renderer: 'svg' })
}
