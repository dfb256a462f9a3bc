// The pages of a bundle: everything of an incident for a reader who has a browser and nothing else. No script, no address
// outside; what comes from records is text and never markup. Words are those the console gave; where it gave none the
// names of the journal stand.
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { conflictsOf, shownFields } from '../../../shared/journal/merge.ts'
import { ATTACHMENT } from '../../../shared/model/attachment.ts'
import { partField } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { KINDS } from '../../../shared/model/kinds.ts'
import { DELIVERY, REPORT } from '../../../shared/model/report.ts'
import type { ProvenChange } from './bundle.ts'

export type Words = (key: string) => string

export interface PageParts {
  readonly words: Words
  /** Names of officers, agencies and stations. */
  readonly name: (id: string) => string
  readonly madeAt: string
  readonly maker: string
  readonly complete: boolean
  readonly records: readonly RecordState[]
  readonly changes: readonly ProvenChange[]
  /** Attachment id → its path in the bundle; null when the file is not here. */
  readonly files: ReadonlyMap<string, string | null>
  /** Report id → its documents in the bundle. */
  readonly documents: ReadonlyMap<string, readonly string[]>
}

const STYLE = `body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei",system-ui,sans-serif;margin:24px auto;max-width:1000px;padding:0 16px;color:#111}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:28px 0 8px;border-bottom:1px solid #999}h3{font-size:15px;margin:16px 0 4px}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{width:200px;background:#f2f2f2;font-weight:600}td{white-space:pre-wrap}.note{color:#555}.conflict{color:#a00}
.journal th{width:auto;white-space:nowrap}.journal td{font-size:13px;overflow-wrap:normal}.journal td:nth-child(1),.journal td:nth-child(6){white-space:nowrap}@media print{h2{break-after:avoid}tr{break-inside:avoid}}`

/** index.html */
export function indexPage(parts: PageParts): string {
  const { words, records, madeAt, maker, complete } = parts
  const incident = records.find(({ kind }) => kind === INCIDENT)
  const title = incident === undefined ? '' : (textField(shownFields(incident), 'title') ?? '')
  const kinds = [...new Set(records.map(({ kind }) => kind))].toSorted(
    (a, b) => Number(b === INCIDENT) - Number(a === INCIDENT) || (a < b ? -1 : 1),
  )
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="note">${escaped(words('page.intro'))}<br>${escaped(words('page.madeAt'))} ${escaped(time(madeAt))} · ${escaped(maker)}</p>
<p class="note">${escaped(words('page.verify'))} <code>npm run fengsui -- verify-bundle FILE</code></p>
${complete ? '' : `<p class="conflict">${escaped(words('page.incomplete'))}</p>`}
${kinds.map((kind) => section(parts, kind)).join('\n')}
${journal(parts)}`,
  )
}

/** A signed report as the office's document; null before it is signed. */
export function reportPage(parts: PageParts, report: RecordState): string | null {
  const fields = shownFields(report)
  const signed = partField(fields, 'signed')
  if (signed === null) return null
  const { words, name, records } = parts
  const title = textField(signed, 'title') ?? ''
  const receivers = records
    .filter(({ kind }) => kind === DELIVERY)
    .map((delivery) => shownFields(delivery))
    .filter((delivery) => delivery['report'] === report.id)
    .flatMap((delivery) => textField(partField(delivery, 'sent') ?? {}, 'to') ?? [])
  const { to, copyTo } = fields
  const lines: readonly (readonly [string, string])[] = [
    [words('page.number'), textField(fields, 'number') ?? ''],
    [words('field.agency'), name(textField(fields, 'agency') ?? '')],
    [words('page.signedAt'), time(textField(signed, 'at') ?? '')],
    [words('field.to'), Array.isArray(to) ? to.map(String).join('、') : ''],
    [words('page.sentTo'), [...new Set(receivers)].join('、')],
    [words('field.copyTo'), Array.isArray(copyTo) ? copyTo.map(String).join('、') : ''],
    [words('field.editor'), textField(fields, 'editor') ?? ''],
    [words('field.telephone'), textField(fields, 'telephone') ?? ''],
    [words('page.signer'), name(textField(signed, 'signer') ?? '')],
  ]
  return page(
    title,
    `<h1>${escaped(words('page.form'))}</h1><h2>${escaped(title)}</h2>
<p style="white-space:pre-wrap">${escaped(textField(signed, 'text') ?? '')}</p>
<table>${lines.map(([label, value]) => `<tr><th>${escaped(label)}</th><td>${escaped(value)}</td></tr>`).join('')}</table>`,
  )
}

function section(parts: PageParts, kind: string): string {
  const { words, records } = parts
  const own = records.filter((state) => state.kind === kind)
  return `<h2>${escaped(words(`kind.${kind}`))}${own.length > 1 ? ` (${own.length})` : ''}</h2>
${own.map((state) => recordTable(parts, state)).join('\n')}`
}

function recordTable(parts: PageParts, state: RecordState): string {
  const { words, files, documents } = parts
  const fields = shownFields(state)
  const clashing = new Set(conflictsOf(state))
  const rows = ordered(state.kind, fields).flatMap(([name, value]) => {
    if (name === 'incident' || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return []
    const shown = valueHtml(parts, name, value)
    const others = clashing.has(name)
      ? (state.fields.get(name)?.heads ?? []).slice(1).map(({ value: other }) => valueHtml(parts, name, other))
      : []
    const conflict =
      others.length === 0 ? '' : `<div class="conflict">${escaped(words('page.conflict'))} ${others.join(' / ')}</div>`
    return [`<tr><th>${escaped(fieldWord(parts, state.kind, name))}</th><td>${shown}${conflict}</td></tr>`]
  })
  const path = state.kind === ATTACHMENT ? files.get(state.id) : undefined
  if (path !== undefined)
    rows.push(
      `<tr><th>${escaped(words('page.file'))}</th><td>${path === null ? escaped(words('page.fileMissing')) : link(path)}</td></tr>`,
    )
  if (state.kind === REPORT)
    for (const document of documents.get(state.id) ?? [])
      rows.push(`<tr><th>${escaped(words('page.document'))}</th><td>${link(document)}</td></tr>`)
  return `<h3>${escaped(headOf(fields, state.id))}</h3><table>${rows.join('')}</table>`
}

/** What a field of a kind is called: by a word of that kind's own where there is one. */
function fieldWord({ words }: PageParts, kind: string, name: string): string {
  const own = words(`field.${kind}.${name}`)
  return own === `field.${kind}.${name}` ? words(`field.${name}`) : own
}

/** Fields in the order of their kind's model; those it does not know come last. */
function ordered(kind: string, fields: JsonFields): readonly (readonly [string, Json])[] {
  const names = Object.keys(Object.hasOwn(KINDS, kind) ? (KINDS[kind]?.fields ?? {}) : {})
  const place = (name: string): number => (names.includes(name) ? names.indexOf(name) : names.length)
  return Object.entries(fields).toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
}

function headOf(fields: JsonFields, id: string): string {
  const text = textField(fields, 'title') ?? textField(fields, 'name') ?? textField(fields, 'text') ?? ''
  return text === '' ? id : text.slice(0, 120)
}

function journal({ words, name, changes }: PageParts): string {
  const rows = changes.map(({ change, sealed }) => {
    const { head, content, id } = change
    const sets = (content?.sets ?? []).map(({ name: field }) => words(`field.${field}`)).join('、')
    const marks = content === null ? words('page.destroyed') : sealed ? '' : words('page.unsealed')
    return `<tr><td>${escaped(time(new Date(head.stamp.ms).toISOString()))}</td><td>${escaped(name(head.officer))}</td><td>${escaped(name(head.station))}</td><td>${escaped(words(`kind.${head.kind}`))}</td><td>${escaped(sets)}${content?.reason === undefined ? '' : ` — ${escaped(content.reason)}`} ${escaped(marks)}</td><td><code>${escaped(id.slice(0, 12))}</code></td></tr>`
  })
  return `<h2>${escaped(words('page.journal'))} (${changes.length})</h2>
<table class="journal"><tr><th>${escaped(words('page.at'))}</th><th>${escaped(words('page.officer'))}</th><th>${escaped(words('page.station'))}</th><th>${escaped(words('page.record'))}</th><th>${escaped(words('page.sets'))}</th><th>${escaped(words('page.change'))}</th></tr>${rows.join('\n')}</table>`
}

/** A value for people: codes and ids by their names, times in China Standard Time, parts line by line. */
function valueHtml(parts: PageParts, field: string, value: Json): string {
  return escaped(valueText(parts, field, value))
}

function valueText(parts: PageParts, field: string, value: Json): string {
  const { words, name } = parts
  if (value === null) return ''
  if (typeof value === 'boolean') return words(value ? 'page.yes' : 'page.no')
  if (Array.isArray(value)) return value.map((one) => valueText(parts, field, one)).join('、')
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, one]) => one !== null && one !== '')
      .map(([key, one]) => `${words(`field.${key}`)}: ${valueText(parts, key, one)}`)
      .join('\n')
  const text = String(value)
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return time(text)
  const word = words(`value.${field}.${text}`)
  return word === `value.${field}.${text}` ? name(text) : word
}

function time(iso: string): string {
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? iso : `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} +08:00`
}

function link(path: string): string {
  const address = path.split('/').map(encodeURIComponent).join('/')
  return `<a href="${escaped(address)}">${escaped(path)}</a>`
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>
${body}
</body></html>
`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
