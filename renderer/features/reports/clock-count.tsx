// Beside the icon of the view: how many clocks run or are overdue, from the board's own list.
import { Badge } from 'antd'
import { useTranslation } from 'react-i18next'
import { useClocks } from '../../state/report-clocks.ts'
import { useSpacePart } from '../../state/space-store.ts'

export function ClockCount() {
  const { t } = useTranslation('reports')
  const { clocks } = useClocks()
  // Nobody is late with what is no real event.
  const isReal = useSpacePart((space) => space?.kind !== 'demonstration')
  const late = clocks.filter(({ state }) => state === 'overdue').length
  const running = clocks.filter(({ state }) => state === 'running').length
  if (late + running === 0) return null
  const words = t('countWords', { late, running })
  return (
    <Badge
      className="fs-rail-count"
      size="small"
      count={late > 0 ? late : running}
      color={late > 0 && isReal ? '#e5484d' : '#3b6ea5'}
      title={words}
    />
  )
}
