import { EllipsisOutlined, ExportOutlined } from '@ant-design/icons'
// Between the conditions and the rows: how many fit, in which order, what narrows them down in words, and what can be done
// with all of them.
import { App, Button, Dropdown, Select } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { INCIDENT_SORTS } from '../../../shared/rpc/watches.ts'
import { viewHost } from '../../link/view-host.ts'
import type { IncidentSort } from '../../state/filter-store.ts'
import { clearFilter, filterStore, setSort } from '../../state/filter-store.ts'
import { openImport } from '../../state/import-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { useView } from '../../state/view-store.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { filterPhrases } from './filter-words.ts'
import { markAllRead, printList, saveListAsCsv, saveListAsMap } from './list-actions.ts'
import type { IncidentWindow } from './use-incident-window.ts'

interface Props {
  readonly counts: IncidentWindow['counts']
}

/** Two lines at most; the second only while something narrows the list down. */
export const ListSummary = memo(function ListSummary({ counts }: Props) {
  const { t } = useTranslation('incidents')
  const sort = useStore(filterStore, (state) => state.sort)
  const descending = useStore(filterStore, (state) => state.descending)
  return (
    <>
      <div className="fs-list-line">
        <output className="fs-list-count">{counts !== null && t('total', { ...counts, count: counts.total })}</output>
        <Select
          size="small"
          variant="borderless"
          aria-label={t('sortBy')}
          title={t('sortBy')}
          popupMatchSelectWidth={false}
          value={sort}
          onChange={(next: IncidentSort) => setSort(next, descending)}
          options={INCIDENT_SORTS.map((one) => ({ value: one, label: t(`sort.${one}`) }))}
        />
        <Button
          size="small"
          type="text"
          aria-label={t(descending ? 'descending' : 'ascending')}
          title={t(descending ? 'descending' : 'ascending')}
          onClick={() => setSort(sort, !descending)}
        >
          {descending ? '↓' : '↑'}
        </Button>
        <OwnWindow />
        <ListMenu />
      </div>
      <Conditions />
    </>
  )
})

function OwnWindow() {
  const { t } = useTranslation('app')
  if (useView() === 'incidents') return null
  return (
    <Button
      size="small"
      type="text"
      icon={<ExportOutlined aria-hidden />}
      aria-label={t('act.window.incidents')}
      title={t('act.window.incidents')}
      onClick={() => void viewHost().openView('incidents')}
    />
  )
}

function ListMenu() {
  const { t } = useTranslation('incidents')
  const { message } = App.useApp()
  const space = useSpaceId()
  const mayReport = useRefusal('incident.report')
  const act = async (key: string): Promise<void> => {
    if (space === null) return
    const complaint = await doWithList(key, space)
    if (complaint !== null) message.error(complaint)
  }
  const items = [
    { key: 'read', label: t('markAll') },
    { key: 'file', label: t('export') },
    { key: 'geojson', label: t('exportGeojson') },
    { key: 'kml', label: t('exportKml') },
    { key: 'import', label: t('import'), disabled: mayReport !== null },
    { key: 'print', label: t('print.action') },
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => void act(key) }}>
      <Button
        size="small"
        type="text"
        icon={<EllipsisOutlined aria-hidden />}
        aria-label={t('actions')}
        title={t('actions')}
      />
    </Dropdown>
  )
}

async function doWithList(key: string, space: string): Promise<string | null> {
  switch (key) {
    case 'read':
      return markAllRead(space)
    case 'print':
      return printList(space)
    case 'geojson':
    case 'kml':
      return saveListAsMap(space, key)
    case 'import':
      openImport(space)
      return null
    default:
      return saveListAsCsv(space)
  }
}

function Conditions() {
  const { t } = useTranslation('incidents')
  const { language } = usePreferences()
  const names = useCodeNames(language)
  const filter = useStore(filterStore, (state) => state.filter)
  const phrases = filterPhrases(filter, {
    word: (key, values) => t(key, values ?? {}),
    ...names,
    time: (ms) => dateTimeText(ms).slice(0, 16),
  })
  if (phrases.length === 0) return null
  const conditions = phrases.join(t('filter.and'))
  return (
    <div className="fs-list-line fs-list-conditions">
      <span title={conditions}>{t('filter.active', { conditions })}</span>
      <Button size="small" onClick={clearFilter}>
        {t('clear')}
      </Button>
    </div>
  )
}
