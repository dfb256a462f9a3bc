// What stands in 突发事件信息专报 (domain.md 3.6), from a signed report. The document is Chinese whatever the language of the
// screen: it goes up the chain.
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { addresseesOf } from '../../../shared/model/report.ts'

export interface ReportDocument {
  readonly number: string
  readonly from: string
  /** YYYY年M月D日 in China Standard Time. */
  readonly date: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly to: string
  readonly copyTo: string
  readonly editor: string
  readonly telephone: string
  readonly signer: string
}

export interface DocumentNames {
  readonly agency: (id: string) => string
  readonly officer: (id: string) => string
}

/** 2023年7月28日 */
const DATE = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'long' })

/**
 * The document of a report; null before it is signed. It names whom it is addressed to; one that says nothing about that, the
 * `receivers` it was sent to.
 */
export function reportDocument(
  fields: JsonFields,
  receivers: readonly string[],
  names: DocumentNames,
): ReportDocument | null {
  const signed = asFields(fields['signed'])
  if (signed === null) return null
  const addressees = addresseesOf(fields)
  const signer = textField(signed, 'signer')
  const atMs = timeField(signed, 'at')
  const agency = textField(fields, 'agency')
  return {
    number: textField(fields, 'number') ?? '',
    from: agency === null ? '' : names.agency(agency),
    date: atMs === null ? '' : DATE.format(atMs),
    title: textField(signed, 'title') ?? '',
    paragraphs: (textField(signed, 'text') ?? '').split(/\r?\n/).filter((line) => line.trim() !== ''),
    to: [...new Set(addressees.length > 0 ? addressees : receivers)].join('、'),
    copyTo: listOf(fields['copyTo']).join('、'),
    editor: textField(fields, 'editor') ?? '',
    telephone: textField(fields, 'telephone') ?? '',
    signer: signer === null ? '' : names.officer(signer),
  }
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function asFields(value: Json | undefined): JsonFields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonFields) : null
}
