// The certificate of a destruction order, put together from its records: what was ordered, which stores carried it out, which have
// not, and which copies are known to be out of reach.
import type { JsonFields } from '../../../shared/base/json.ts'
import { destructionSchema } from '../../../shared/model/destruction.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { PaperQuestion } from '../../../shared/rpc/paper.ts'

/** A record's shown fields with what stands around them. */
export interface Told {
  readonly key: string
  readonly stationName: string
  readonly fields: JsonFields
}
export interface StationName {
  readonly id: string
  readonly name: string
  /** Revoked stations are never waited for. */
  readonly isActive: boolean
}
export interface CertificateParts {
  readonly order: Told
  readonly erasures: readonly Told[]
  readonly stations: readonly StationName[]
  /** Audit records of exports, archive bundles and backups. */
  readonly audits: readonly Told[]
  readonly incident: { readonly title: string; readonly number: string }
  /** Ids of the incident's attachments: some of the evidence may be of them. */
  readonly attachments: ReadonlySet<string>
  readonly officer: (id: string) => string
  readonly time: (ms: number) => string
  readonly nowMs: number
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string
}

/** Copies named one by one; the rest are counted. */
const MAX_COPIES = 40

/** Where the order was carried out, and at which known stations it was not. */
export function standingOf(
  erasures: readonly Told[],
  stations: readonly StationName[],
): { readonly done: number; readonly open: readonly StationName[] } {
  const done = new Set(erasures.map(({ fields }) => textField(fields, 'station')))
  return { done: done.size, open: stations.filter(({ id, isActive }) => isActive && !done.has(id)) }
}

/** The certificate in words; null when the order cannot be read. */
export function certificateOf(parts: CertificateParts): PaperQuestion | null {
  const { order, erasures, stations, incident, officer, time, nowMs, say } = parts
  const read = destructionSchema.safeParse(order.fields)
  if (!read.success) return null
  const { basis, reason, by, erases, texts, evidence, files, reports } = read.data
  const orderedMs = timeField(order.fields, 'at') ?? 0
  const changes = erases.reduce((sum, one) => sum + one.changes.length, 0)
  const names = new Map(stations.map(({ id, name }) => [id, name]))
  const { open } = standingOf(erasures, stations)
  const copies = parts.audits
    .filter(({ fields }) => (timeField(fields, 'at') ?? 0) <= orderedMs && textField(fields, 'refused') === null)
    .map(({ stationName, fields }) =>
      say('paper.copyItem', {
        at: time(timeField(fields, 'at') ?? 0),
        station: stationName,
        name: textField(fields, 'name') ?? '',
        event: say(`event.${textField(fields, 'event') ?? ''}`),
      }),
    )
  return {
    head: say('paper.head'),
    number: say('paper.number', { number: order.key }),
    from: say('paper.from'),
    date: say('paper.date', { date: time(nowMs) }),
    title: say('paper.title', incident),
    paragraphs: [
      say('paper.order', { officer: officer(by), at: time(orderedMs), basis, reason }),
      say('paper.scope', {
        records: erases.length,
        changes,
        texts: [
          texts.length === 0 ? '' : say('paper.scopeTexts', { count: texts.length }),
          files.length === 0 ? '' : say('paper.scopeFiles', { count: files.length }),
          reports.length === 0 ? '' : say('paper.scopeReports', { count: reports.length }),
        ].join(''),
      }),
      evidence.length === 0
        ? say('paper.evidenceNone')
        : say('paper.evidence', {
            items: evidence
              .map((one) =>
                say(parts.attachments.has(one.id) ? 'paper.evidenceFile' : 'paper.evidenceItem', { ...one }),
              )
              .join('；'),
          }),
      ...(reports.length === 0
        ? []
        : [
            say('paper.reports', {
              items: reports.map((one) => say('paper.reportItem', { ...one })).join('；'),
            }),
          ]),
      say('paper.done'),
      ...erasures.map(({ fields }) =>
        say('paper.doneItem', {
          name: names.get(textField(fields, 'station') ?? '') ?? say('paper.server'),
          at: time(timeField(fields, 'at') ?? 0),
          erased: countField(fields, 'erased'),
          absent: countField(fields, 'absent'),
          waiting: waitingIn(fields, say) + filesIn(fields, files.length, say),
        }),
      ),
      open.length === 0 ? say('paper.openNone') : say('paper.open', { names: open.map(({ name }) => name).join('、') }),
      say(copies.length === 0 ? 'paper.copiesNone' : 'paper.copies'),
      ...copies.slice(0, MAX_COPIES),
      ...(copies.length > MAX_COPIES ? [say('paper.copiesMany', { count: copies.length - MAX_COPIES })] : []),
      say('paper.limits'),
    ],
    foot: [say('paper.foot')],
  }
}

/** What became of the files at one store; a store of an older version says nothing, for it leaves them. */
function filesIn(fields: JsonFields, named: number, say: CertificateParts['say']): string {
  if (named === 0) return ''
  if (typeof fields['files'] !== 'number') return say('paper.doneNoFiles')
  const kept = countField(fields, 'filesKept')
  return say('paper.doneFiles', { files: fields['files'] }) + (kept === 0 ? '' : say('paper.doneFilesKept', { kept }))
}

function waitingIn(fields: JsonFields, say: CertificateParts['say']): string {
  const waiting = countField(fields, 'waiting')
  return waiting === 0 ? '' : say('paper.doneWaiting', { waiting })
}

function countField(fields: JsonFields, name: string): number {
  const value = fields[name]
  return typeof value === 'number' ? value : 0
}
