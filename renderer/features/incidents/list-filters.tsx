// The line of conditions above the list: level, status, unread, contradictions, void, map view; order; read marks; file.
import { App, Button, Select, Space, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import type { IncidentFilter } from '../../../shared/rpc/watches.ts'
import { INCIDENT_SORTS } from '../../../shared/rpc/watches.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import type { IncidentSort } from '../../state/filter-store.ts'
import { filterStore, setFilter, setSort } from '../../state/filter-store.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { watchStore } from '../../state/watch-store.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { incidentsCsv } from './incident-csv.ts'

const SWITCHES = ['onlyUnread', 'onlyConflicts', 'withVoid', 'inMapView'] as const
const PAGE = 500

export function ListFilters({ space, filter }: { readonly space: string; readonly filter: IncidentFilter }) {
  const { t, i18n } = useTranslation('incidents')
  const { message } = App.useApp()
  const { filter: shown, sort, descending } = useStore(filterStore)
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const markAll = async (): Promise<void> => {
    const done = await call('markSeen', { space, incidents: null })
    if (!done.ok) message.error(faultWords(done.fault))
  }
  const save = async (): Promise<void> => {
    const rows = await gather(space, filter, sort, descending)
    if (rows === null) {
      message.error(t('exportFailed'))
      return
    }
    const text = incidentsCsv(rows, {
      field: (name) => t(`model:field.${name}`),
      level: (level) => t(`model:level.${level}`),
      status: (status) => t(`model:status.${status}`),
      ...names,
      time: (iso) => dateTimeText(Date.parse(iso)),
    })
    const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
    const link = document.createElement('a')
    link.href = address
    link.download = 'incidents.csv'
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <Space wrap size={4} style={{ padding: '0 8px 6px' }}>
      <Select
        mode="multiple"
        size="small"
        aria-label={t('level')}
        placeholder={t('level')}
        style={{ minWidth: 100 }}
        maxTagCount={0}
        value={[...shown.levels]}
        onChange={(levels: number[]) => setFilter({ levels })}
        options={[1, 2, 3, 4, 0].map((level) => ({ value: level, label: t(`model:level.${level}`) }))}
      />
      <Select
        mode="multiple"
        size="small"
        aria-label={t('model:field.status')}
        placeholder={t('model:field.status')}
        style={{ minWidth: 100 }}
        maxTagCount={0}
        value={[...shown.statuses]}
        onChange={(statuses) => setFilter({ statuses })}
        options={INCIDENT_STATUSES.map((status) => ({ value: status, label: t(`model:status.${status}`) }))}
      />
      {SWITCHES.map((name) => (
        <Tag.CheckableTag key={name} checked={shown[name]} onChange={(isOn) => setFilter({ [name]: isOn })}>
          {t(`filter.${name}`)}
        </Tag.CheckableTag>
      ))}
      <Select
        size="small"
        aria-label={t('sortBy')}
        style={{ minWidth: 100 }}
        value={sort}
        onChange={(next: IncidentSort) => setSort(next, descending)}
        options={INCIDENT_SORTS.map((one) => ({ value: one, label: t(`sort.${one}`) }))}
      />
      <Button
        size="small"
        aria-label={t(descending ? 'descending' : 'ascending')}
        title={t(descending ? 'descending' : 'ascending')}
        onClick={() => setSort(sort, !descending)}
      >
        {descending ? '↓' : '↑'}
      </Button>
      <Button size="small" onClick={() => void markAll()}>
        {t('markAll')}
      </Button>
      <Button size="small" onClick={() => void save()}>
        {t('export')}
      </Button>
    </Space>
  )
}

/** Every incident that fits the filter, page by page; null when the station refuses or the link is lost. */
async function gather(
  space: string,
  filter: IncidentFilter,
  sort: IncidentSort,
  descending: boolean,
): Promise<readonly IncidentRow[] | null> {
  const all = new Map<string, IncidentRow>()
  for (let offset = 0; ; offset += PAGE) {
    const page = await pageOf({ space, filter, sort, descending, offset, limit: PAGE })
    if (page === null) return null
    for (const row of page) all.set(row.key, row)
    if (page.length < PAGE) return [...all.values()]
  }
}

function pageOf(params: Parameters<typeof watchStore<'incidents'>>[1]): Promise<readonly IncidentRow[] | null> {
  return new Promise((resolve) => {
    const store = watchStore('incidents', params)
    let close: (() => void) | null = null
    let isDone = false
    const look = (): void => {
      const { phase, rows } = store.getState()
      if (isDone || (phase !== 'live' && phase !== 'fault' && phase !== 'stale')) return
      isDone = true
      close?.()
      resolve(phase === 'live' ? rows : null)
    }
    close = store.subscribe(look)
    look()
    if (isDone) close()
  })
}
