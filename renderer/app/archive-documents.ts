// Documents of an incident's signed reports, filled from the office's template, for its archive bundle: put together from what
// the feature of reports knows and the feature of archives asks for.
import type { JsonFields } from '../../shared/base/json.ts'
import { partField } from '../../shared/model/directive.ts'
import { textField } from '../../shared/model/fields.ts'
import { DELIVERY, REPORT } from '../../shared/model/report.ts'
import type { BundleDocuments } from '../features/archive/archive-section.tsx'
import { layOut } from '../features/reports/docx-layout.ts'
import { reportDocument } from '../features/reports/report-document.ts'
import { fillTemplate } from '../features/reports/report-docx.ts'
import { builtInTemplate, templateOf, templateQuestion } from '../features/reports/report-template.ts'
import { call } from '../link/station.ts'
import { gatherItems, shownOf } from '../state/desk-items.ts'
import type { WatchStore } from '../state/watch-store.ts'
import { watchStore } from '../state/watch-store.ts'
import { toBase64 } from '../ui/base64.ts'

/** The documents, and how many reports could not be filled. */
export async function archiveDocuments(space: string, incident: string): Promise<BundleDocuments> {
  const reports = (await gatherItems(space, REPORT, { incident, states: ['signed', 'received'] })) ?? []
  if (reports.length === 0) return { documents: [], failed: 0 }
  const deliveries = ((await gatherItems(space, DELIVERY, { incident })) ?? []).map(shownOf)
  const template = templates(space)
  const names = { agency: await namesOf('agency', 'name'), officer: await namesOf('officer', 'displayName') }
  const documents: BundleDocuments['documents'][number][] = []
  let failed = 0
  for (const row of reports) {
    const document = reportDocument(shownOf(row), receiversOf(deliveries, row.key), names)
    const filled =
      document === null ? null : await fillTemplate(await template(textField(shownOf(row), 'agency') ?? ''), document)
    if (filled?.ok === true) documents.push({ report: row.key, ending: 'docx', base64: await toBase64(filled.value) })
    // Without a Chinese font at the station there is no PDF; the pages of the bundle and the DOCX say the same.
    const laid = document !== null && filled?.ok === true ? await layOut(filled.value, document.title) : null
    const set = laid?.ok === true ? await call('typeset', laid.value.paper) : null
    if (set?.ok === true) documents.push({ report: row.key, ending: 'pdf', base64: set.value.base64 })
    if (filled?.ok !== true || set?.ok !== true) failed += 1
  }
  return { documents, failed }
}

/** The template of each agency, asked for once. */
function templates(space: string): (agency: string) => Promise<Uint8Array> {
  const asked = new Map<string, Promise<Uint8Array>>()
  const ask = async (agency: string): Promise<Uint8Array> => {
    const [row] = await heard(watchStore('record', templateQuestion(space, agency)))
    return templateOf(row)?.bytes ?? builtInTemplate()
  }
  return (agency) => {
    let template = asked.get(agency)
    if (template === undefined) asked.set(agency, (template = ask(agency)))
    return template
  }
}

function receiversOf(deliveries: readonly JsonFields[], report: string): readonly string[] {
  return deliveries
    .filter((fields) => fields['report'] === report)
    .flatMap((fields) => textField(partField(fields, 'sent') ?? {}, 'to') ?? [])
}

/** Names of the directory, Chinese: documents go up the chain. */
async function namesOf(kind: 'agency' | 'officer', field: string): Promise<(id: string) => string> {
  const rows = await heard(watchStore('directory', { kind }))
  return (id) => {
    const row = rows.find(({ key }) => key.slice(key.lastIndexOf('/') + 1) === id)
    const name = row?.fields[field]
    return typeof name === 'string' ? name : id
  }
}

/** Rows of a watch once its first answer is here; what there is when it fails. */
function heard<Row, Meta>(store: WatchStore<Row, Meta>): Promise<readonly Row[]> {
  return new Promise((resolve) => {
    let close: (() => void) | null = null
    let isDone = false
    const look = (): void => {
      const { phase, rows } = store.getState()
      if (isDone || phase === 'idle' || phase === 'loading') return
      isDone = true
      close?.()
      resolve(rows)
    }
    close = store.subscribe(look)
    look()
    if (isDone) close()
  })
}
