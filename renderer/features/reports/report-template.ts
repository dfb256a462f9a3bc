// The template documents are filled from: the agency's own where it has one, else the one that ships.
import { useMemo } from 'react'
import { partField } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import { REPORT_TEMPLATE } from '../../../shared/model/report-template.ts'
import type { RecordRow } from '../../../shared/rpc/rows.ts'
import { useWatch } from '../../state/use-watch.ts'
import { bytesOf } from '../../ui/base64.ts'

export interface OwnTemplate {
  readonly name: string
  readonly bytes: Uint8Array
}

export async function builtInTemplate(): Promise<Uint8Array> {
  const answer = await fetch(new URL('../../../seeds/templates/report.docx', import.meta.url))
  return new Uint8Array(await answer.arrayBuffer())
}

/** The question for an agency's template. */
export function templateQuestion(space: string, agency: string) {
  return { space, kind: REPORT_TEMPLATE, id: agency }
}

/** The template a record holds; null when it holds none, or one this program cannot read. */
export function templateOf(row: RecordRow | undefined): OwnTemplate | null {
  const held = row === undefined ? null : partField({ template: row.fields['template']?.value ?? null }, 'template')
  const docx = held === null ? null : textField(held, 'docx')
  if (held === null || docx === null) return null
  return { name: textField(held, 'name') ?? '', bytes: bytesOf(docx) }
}

/** What the agency's stations fill its reports into, and whether two templates contradict each other. */
export function useOwnTemplate(
  space: string,
  agency: string,
): { readonly own: OwnTemplate | null; readonly isContradicted: boolean } {
  const { rows } = useWatch('record', templateQuestion(space, agency))
  const [row] = rows
  // Read once for each answer: views that follow it begin nothing anew.
  const own = useMemo(() => templateOf(row), [row])
  return { own, isContradicted: row?.fields['template']?.conflict === true }
}
