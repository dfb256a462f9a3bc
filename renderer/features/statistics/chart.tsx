// A chart in the page: drawn once its library is here, as wide as its place.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../ui/waiting.tsx'
import { MAX_BARS, chartOption } from './chart-options.ts'
import type { StatisticsTable } from './tables.ts'

const BAR_PX = 26
const FRAME_PX = 60
const UPRIGHT_PX = 240

export function Chart({ table }: { readonly table: StatisticsTable }) {
  const { t } = useTranslation('statistics')
  const place = useRef<HTMLDivElement>(null)
  const [isDrawn, setIsDrawn] = useState(false)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    let isGone = false
    let close = (): void => undefined
    void import('./echarts-part.ts').then(({ openChart }) => {
      if (isGone) return
      const chart = openChart(element)
      chart.setOption(chartOption(table))
      const observer = new ResizeObserver(() => chart.resize())
      observer.observe(element)
      close = () => {
        observer.disconnect()
        chart.dispose()
      }
      setIsDrawn(true)
    })
    return () => {
      isGone = true
      close()
    }
  }, [table])
  const height =
    table.id === 'byTime' ? UPRIGHT_PX : FRAME_PX + Math.max(2, Math.min(MAX_BARS, table.rows.length)) * BAR_PX
  return (
    <figure className="fs-chart" style={{ height }}>
      {!isDrawn && <Waiting label={t('loading')} />}
      <div ref={place} className="fs-chart-place" />
      <figcaption className="fs-unseen">{t('chartOf', { title: table.title })}</figcaption>
    </figure>
  )
}
