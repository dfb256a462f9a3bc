// The list of incidents: search, level and status at a glance, keyboard through it. A window of the first rows; the map and
// the search reach the rest.
import { Button, Empty, Input, Select, Space, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { levelColor } from '../../map/map-style.ts'
import { clearFilter, filterStore, setFilter, useStationFilter } from '../../state/filter-store.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select, useSelectedIncident } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

const LISTED = 200

function choose(incident: string): void {
  select(incident, 'list')
  openPanel('detail')
}

export function IncidentList() {
  const { t, i18n } = useTranslation('incidents')
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const space = useSpaceId()
  const shown = useStore(filterStore)
  const filter = useStationFilter()
  const selected = useSelectedIncident()
  const names = useCodeNames(language)
  const { rows, meta, phase } = useWatch(
    'incidents',
    space === null ? null : { space, filter, sort: shown.sort, descending: shown.descending, offset: 0, limit: LISTED },
  )
  const step = (by: number): void => {
    const at = rows.findIndex((row) => row.key === selected)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))]
    if (next !== undefined) choose(next.key)
  }
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <Space.Compact block style={{ padding: 8 }}>
        <Input
          id="incident-search"
          allowClear
          aria-label={t('search')}
          placeholder={t('search')}
          value={shown.filter.text}
          onChange={(event) => setFilter({ text: event.target.value })}
        />
        <Select
          mode="multiple"
          aria-label={t('model:field.status')}
          placeholder={t('model:field.status')}
          style={{ minWidth: 130 }}
          maxTagCount={0}
          value={[...shown.filter.statuses]}
          onChange={(statuses) => setFilter({ statuses })}
          options={INCIDENT_STATUSES.map((status) => ({ value: status, label: t(`model:status.${status}`) }))}
        />
      </Space.Compact>
      <output style={{ padding: '0 10px 6px', opacity: 0.8, fontSize: 12 }}>
        {meta !== null && t('total', { total: meta.total, unread: meta.unread })}
        {meta !== null && meta.total > LISTED && ` · ${t('more', { count: LISTED })}`}
      </output>
      <div style={{ overflowY: 'auto', flex: 1 }}>
        {rows.length === 0 && phase === 'live' && <None />}
        {rows.map((row) => (
          <Row
            onStep={step}
            key={row.key}
            row={row}
            isSelected={row.key === selected}
            category={names.category(row.category)}
          />
        ))}
      </div>
    </div>
  )
}

function None() {
  const { t } = useTranslation('incidents')
  const filter = useStationFilter()
  const isNarrowed = Object.keys(filter).length > 0
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={isNarrowed ? t('noneFits') : t('none')}>
      {isNarrowed && <Button onClick={clearFilter}>{t('clear')}</Button>}
    </Empty>
  )
}

function Row({
  row,
  onStep,
  isSelected,
  category,
}: {
  readonly row: IncidentRow
  readonly isSelected: boolean
  readonly onStep: (by: number) => void
  readonly category: string
}) {
  const { t } = useTranslation('incidents')
  return (
    <button
      type="button"
      aria-current={isSelected}
      onKeyDown={(event) => {
        if (event.key === 'j' || event.key === 'ArrowDown') onStep(1)
        else if (event.key === 'k' || event.key === 'ArrowUp') onStep(-1)
        else return
        event.preventDefault()
      }}
      onClick={() => choose(row.key)}
      style={{
        display: 'block',
        width: '100%',
        textAlign: 'left',
        cursor: 'pointer',
        color: 'inherit',
        font: 'inherit',
        background: isSelected ? '#1b3148' : 'transparent',
        border: 0,
        borderBottom: '1px solid #1a2836',
        borderLeft: `4px solid ${levelColor(row.level ?? 0)}`,
        padding: '6px 10px',
        opacity: row.status === 'void' ? 0.6 : 1,
      }}
    >
      <strong style={{ fontWeight: row.unread ? 700 : 500 }}>{row.title}</strong>{' '}
      <Tag>{t(`model:levelShort.${row.level ?? 0}`)}</Tag>
      <Tag>{t(`model:status.${row.status}`)}</Tag>
      {row.unread && <Tag color="blue">{t('unread')}</Tag>}
      {row.waiting && <Tag color="gold">{t('waiting')}</Tag>}
      {row.conflicts > 0 && <Tag color="magenta">{t('conflict')}</Tag>}
      {row.demonstration && <Tag>{t('demonstration')}</Tag>}
      <br />
      <small style={{ opacity: 0.85 }}>
        {row.number} · {category} · {row.place} · {dateTimeText(Date.parse(row.receivedAt))}
      </small>
    </button>
  )
}
