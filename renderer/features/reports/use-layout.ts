// The document of a report filled into the template and laid out: what preview, printer and PDF show is what the DOCX says. Where
// an office's own template cannot be read, the one that ships takes its place and the fault is told.
import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/base/fault.ts'
import type { Result } from '../../../shared/base/fault.ts'
import type { DocxLayout } from './docx-layout.ts'
import { layOut } from './docx-layout.ts'
import type { ReportDocument } from './report-document.ts'
import { fillTemplate } from './report-docx.ts'
import { builtInTemplate } from './report-template.ts'

export interface Laid extends DocxLayout {
  /** Why the office's own template was not taken; null where it was, or there is none. */
  readonly fault: Fault | null
}

/** `own` is the office's template; null: the one that ships. */
export async function laidOut(own: Uint8Array | null, document: ReportDocument): Promise<Result<Laid>> {
  const tried = own === null ? null : await layoutOf(own, document)
  if (tried?.ok === true) return { ok: true, value: { ...tried.value, fault: null } }
  const shipped = await layoutOf(await builtInTemplate(), document)
  return shipped.ok ? { ok: true, value: { ...shipped.value, fault: tried?.fault ?? null } } : shipped
}

async function layoutOf(template: Uint8Array, document: ReportDocument): Promise<Result<DocxLayout>> {
  const filled = await fillTemplate(template, document)
  return filled.ok ? layOut(filled.value, (document.title || document.number).slice(0, 200)) : filled
}

/** The same for a view; null while it is made. */
export function useLayout(own: Uint8Array | null, document: ReportDocument): Result<Laid> | null {
  const [laid, setLaid] = useState<Result<Laid> | null>(null)
  // As one text: the same document is made anew with every change of the list it stands in.
  const said = JSON.stringify(document)
  useEffect(() => {
    let isOver = false
    void laidOut(own, JSON.parse(said) as ReportDocument).then((done) => {
      if (!isOver) setLaid(done)
    })
    return () => {
      isOver = true
    }
  }, [own, said])
  return laid
}
