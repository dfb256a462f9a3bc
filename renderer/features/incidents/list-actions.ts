// What can be done with the whole list, from its own menu, the command palette or a key: read marks, a file, paper.
import { faultWords, i18n } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { saveTold } from '../../link/told-exports.ts'
import { filterStore } from '../../state/filter-store.ts'
import { codeNames } from '../../state/use-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { gatherIncidents } from './gather-incidents.ts'
import { incidentsCsv } from './incident-csv.ts'
import { geojsonText, incidentFeatures } from './incident-features.ts'
import { printStore } from './print-store.ts'

/** More than this nobody reads on paper; the sheet says how many there are. */
const PRINTED_ROWS = 2_000

/** A sentence for the officer when something did not work; null when it did. */
type Complaint = string | null

/** Marks every incident of the space as read by this officer. */
export async function markAllRead(space: string): Promise<Complaint> {
  const done = await call('markSeen', { space, incidents: null })
  return done.ok ? null : faultWords(done.fault)
}

/** Saves what the list shows as CSV. */
export async function saveListAsCsv(space: string): Promise<Complaint> {
  const gathered = await gatherIncidents(space)
  if (gathered === null) return i18n.t('incidents:exportFailed')
  const word = (key: string): string => i18n.t(key)
  const text = incidentsCsv(gathered.rows, {
    field: (name) => word(`model:field.${name}`),
    level: (level) => word(`model:level.${level}`),
    status: (status) => word(`model:status.${status}`),
    ...codeNames(i18n.language === 'en' ? 'en' : 'zh-CN'),
    time: (iso) => dateTimeText(Date.parse(iso)),
  })
  const at = dateTimeText(Date.now()).replaceAll(/\D/g, '').slice(0, 12)
  const told = { space, what: 'incidentList', how: 'csv', count: gathered.rows.length } as const
  await saveTold(told, `incidents-${at}.csv`, new TextEncoder().encode(text))
  return null
}

/** Saves what the list shows as GeoJSON or KML, for maps and field teams. */
export async function saveListAsMap(space: string, format: 'geojson' | 'kml'): Promise<Complaint> {
  const gathered = await gatherIncidents(space)
  if (gathered === null) return i18n.t('incidents:exportFailed')
  const features = incidentFeatures(gathered.rows, {
    level: (level) => i18n.t(`model:level.${level}`),
    status: (status) => i18n.t(`model:status.${status}`),
    ...codeNames(i18n.language === 'en' ? 'en' : 'zh-CN'),
  })
  const text =
    format === 'geojson'
      ? geojsonText(features)
      : (await import('../../../shared/interop/markup/write-kml.ts')).writeKml(features)
  const at = dateTimeText(Date.now()).replaceAll(/\D/g, '').slice(0, 12)
  const told = { space, what: 'incidentMap', how: format, count: gathered.rows.length } as const
  await saveTold(told, `incidents-${at}.${format}`, new TextEncoder().encode(text))
  return null
}

/** Prints what the list shows; the sheet itself is print-sheet.tsx. */
export async function printList(space: string): Promise<Complaint> {
  const gathered = await gatherIncidents(space, PRINTED_ROWS)
  if (gathered === null) return i18n.t('incidents:print.failed')
  const { filter, sort, descending } = filterStore.getState()
  printStore.setState({ sheet: { space, ...gathered, filter, sort, descending, atMs: Date.now() } })
  return null
}
