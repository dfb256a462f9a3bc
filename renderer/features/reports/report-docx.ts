// The document as DOCX: a template with names in braces, the office's own where it has put one, is filled in.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { MAX_TEMPLATE_BYTES } from '../../../shared/model/report-template.ts'
import { i18n } from '../../i18n/i18n.ts'
import { unpacksWithin } from '../../ui/zip-size.ts'
import type { ReportDocument } from './report-document.ts'

const MAX_UNPACKED_BYTES = 50 * 1024 * 1024
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Fills a template. `fileUnreadable` when it is no DOCX or its braces do not fit together; the detail says what. */
export async function fillTemplate(template: Uint8Array, document: ReportDocument): Promise<Result<Uint8Array>> {
  if (template.length > MAX_TEMPLATE_BYTES)
    return refuse('tooLarge', 'the template is too large', { bytes: template.length, limit: MAX_TEMPLATE_BYTES })
  if (!(await unpacksWithin(new Uint8Array(template), MAX_UNPACKED_BYTES)))
    return refuse('fileUnreadable', 'no DOCX template, or one that unpacks to far more than a text')
  const [{ default: Docxtemplater }, { default: PizZip }] = await Promise.all([
    import('docxtemplater'),
    import('pizzip'),
  ])
  try {
    const filled = new Docxtemplater(new PizZip(template), {
      paragraphLoop: true,
      linebreaks: true,
      nullGetter: () => '',
    })
    filled.render(valuesOf(document))
    return ok(filled.getZip().generate({ type: 'uint8array', mimeType: DOCX, compression: 'DEFLATE' }))
  } catch (error) {
    return refuse('fileUnreadable', error instanceof Error ? error.message : 'no DOCX template')
  }
}

/** Signs no XML may hold (they come along when texts are pasted): with one of them in it the whole document could not be made. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** Names in a template are Chinese: offices write them. */
function valuesOf(document: ReportDocument): { readonly [name: string]: string | readonly string[] } {
  const name = (key: keyof ReportDocument): string => i18n.t(`reports:blank.${key}`, { lng: 'zh-CN' })
  const clean = (text: string): string => text.replaceAll(IMPOSSIBLE, '')
  return Object.fromEntries(
    Object.entries(document as unknown as Readonly<Record<string, string | readonly string[]>>).map(([key, value]) => [
      name(key as keyof ReportDocument),
      typeof value === 'string' ? clean(value) : value.map(clean),
    ]),
  )
}
