// The line of conditions above the list. One line at any width: what is asked most stands in it, the rest behind "more".
import { FilterOutlined } from '@ant-design/icons'
import { Badge, Button, Popover, Select } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { ListFilter } from '../../state/filter-store.ts'
import { filterStore, setFilter, setTime } from '../../state/filter-store.ts'
import { useClear } from '../../ui/use-clear.tsx'
import { lastWords } from './filter-words.ts'
import { MoreFilters } from './more-filters.tsx'

const LAST_HOURS = [1, 6, 24, 72, 168] as const

/** The conditions of the list. Remembered: the list around it is drawn with every change of the picture. */
export const ListFilters = memo(function ListFilters() {
  const { t } = useTranslation('incidents')
  const clear = useClear()
  const filter = useStore(filterStore, (state) => state.filter)
  const behind = hiddenConditions(filter)
  return (
    <div className="fs-list-filters">
      <Select
        mode="multiple"
        size="small"
        aria-label={t('level')}
        placeholder={t('level')}
        popupMatchSelectWidth={false}
        showSearch={false}
        maxTagCount={0}
        maxTagPlaceholder={filter.levels.map((level) => t(`model:levelShort.${level}`)).join(' ')}
        value={[...filter.levels]}
        onChange={(levels: number[]) => setFilter({ levels })}
        options={[1, 2, 3, 4, 0].map((level) => ({ value: level, label: t(`model:levelShort.${level}`) }))}
        optionRender={({ value }) => t(`model:level.${String(value)}`)}
      />
      <Select
        mode="multiple"
        size="small"
        aria-label={t('model:field.status')}
        placeholder={t('model:field.status')}
        popupMatchSelectWidth={false}
        showSearch={false}
        maxTagCount={0}
        maxTagPlaceholder={filter.statuses.map((status) => t(`model:status.${status}`)).join(' ')}
        value={[...filter.statuses]}
        onChange={(statuses: ListFilter['statuses']) => setFilter({ statuses })}
        options={INCIDENT_STATUSES.map((status) => ({ value: status, label: t(`model:status.${status}`) }))}
      />
      <Select
        size="small"
        allowClear={clear}
        aria-label={t('filter.time')}
        placeholder={t('filter.time')}
        popupMatchSelectWidth={false}
        value={timeKey(filter)}
        onChange={(key: string | undefined) => setTime(timeOf(key))}
        options={[
          { value: 'today', label: t('filter.today') },
          ...LAST_HOURS.map((hours) => ({
            value: String(hours),
            label: lastWords(hours, (key, values) => t(key, values ?? {})),
          })),
          ...(timeKey(filter) === 'range' ? [{ value: 'range', label: t('filter.range') }] : []),
        ]}
      />
      <Popover
        trigger="click"
        placement="bottomLeft"
        title={t('filter.moreTitle')}
        content={<MoreFilters />}
        destroyOnHidden
      >
        <Badge count={behind} size="small" color="#2f6fa8" offset={[-4, 2]}>
          <Button size="small" icon={<FilterOutlined aria-hidden />}>
            {t('filter.more')}
          </Button>
        </Badge>
      </Popover>
    </div>
  )
})

/** How many conditions are set that the line itself does not show. */
function hiddenConditions(filter: ListFilter): number {
  const { categories, divisions, onlyUnread, onlyConflicts, onlyWithoutPosition, onlyNowhere, withVoid, inMapView } =
    filter
  return [
    categories.length > 0,
    divisions.length > 0,
    onlyUnread,
    onlyConflicts,
    onlyWithoutPosition,
    onlyNowhere,
    withVoid,
    inMapView,
    timeKey(filter) === 'range',
  ].filter(Boolean).length
}

function timeKey({ today, withinHours, receivedFromMs, receivedToMs }: ListFilter): string | undefined {
  if (today) return 'today'
  if (withinHours !== null) return String(withinHours)
  return receivedFromMs === null && receivedToMs === null ? undefined : 'range'
}

function timeOf(key: string | undefined): Parameters<typeof setTime>[0] {
  if (key === undefined) return {}
  return key === 'today' ? { today: true } : { withinHours: Number(key) }
}
