// The template an agency fills its reports into (DOCX, names in braces): one for all its stations. A document of a few dozen
// kilobytes, so it lies in the journal itself and is there as soon as the picture is.
import * as z from 'zod'

export const REPORT_TEMPLATE = 'reportTemplate'

/** Bytes of the file: with base64 and what stands around it, it has to fit into one change. */
export const MAX_TEMPLATE_BYTES = 180 * 1024
const MAX_BASE64 = Math.ceil(MAX_TEMPLATE_BYTES / 3) * 4

/** The record has the agency's id. */
export const reportTemplateFields = {
  /** null: the one that ships. One field, so that two templates put there apart are one contradiction. */
  template: z
    .strictObject({ name: z.string().trim().min(1).max(200), docx: z.base64().min(1).max(MAX_BASE64) })
    .nullable(),
} as const
