// One incident in the list: what it is in the first line, when and where in the second. Level and state stand in words too.
import { Tag } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { levelColor } from '../../map/map-style.ts'
import { useEventSize } from '../../state/same-events.ts'
import { useIsSelected } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { casualtyWords } from './list-window.ts'
import { chooseInList } from './use-incident-window.ts'

interface Props {
  readonly row: IncidentRow
  readonly topPx: number
  readonly heightPx: number
  readonly nowMs: number
  readonly category: string
  readonly where: string
  /** The whole space is marked as a demonstration: not said again in every row. */
  readonly isDemonstration: boolean
}

/** A row of the list; drawn again only when something in it changes. */
export const ListRow = memo(function ListRow({ row, topPx, heightPx, nowMs, category, where, isDemonstration }: Props) {
  const { t } = useTranslation(['incidents', 'model'])
  const isSelected = useIsSelected(row.key)
  const eventSize = useEventSize(useSpaceId(), row.key)
  const casualties = casualtyWords(row, (field) => t(`model:field.${field}`))
  return (
    <button
      type="button"
      className={`fs-row fs-row-${row.status}${row.unread ? ' fs-row-unread' : ''}`}
      aria-current={isSelected}
      title={`${row.title}\n${row.number}`}
      style={{ top: topPx, height: heightPx, borderLeftColor: levelColor(row.level ?? 0) }}
      onClick={() => chooseInList(row.key)}
    >
      <span className="fs-row-line">
        <span className="fs-row-level" style={{ color: levelColor(row.level ?? 0) }}>
          {t(`model:levelShort.${row.level ?? 0}`)}
        </span>
        <span className="fs-row-title">{row.title}</span>
        {row.unread && (
          <span className="fs-row-dot" title={t('incidents:unread')}>
            <span className="fs-unseen">{t('incidents:unread')}</span>
          </span>
        )}
        {eventSize > 1 && (
          <Tag color="blue" title={t('incidents:same.hint', { count: eventSize - 1 })}>
            {t('incidents:same.count', { count: eventSize })}
          </Tag>
        )}
        {row.conflicts > 0 && <Tag color="magenta">{t('incidents:conflict')}</Tag>}
        {row.waiting && <Tag color="gold">{t('incidents:waiting')}</Tag>}
        {row.demonstration && !isDemonstration && <Tag>{t('incidents:demonstration')}</Tag>}
        <span className="fs-row-status">{t(`model:status.${row.status}`)}</span>
      </span>
      <span className="fs-row-line fs-row-more">
        <time>{shortTimeText(Date.parse(row.receivedAt), nowMs)}</time>
        <span>{category}</span>
        {where !== '' && <span>{where}</span>}
        {casualties !== '' && <strong>{casualties}</strong>}
        <span className="fs-row-number">{row.number}</span>
      </span>
    </button>
  )
})
