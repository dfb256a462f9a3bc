import type { ReportDocument } from '../../renderer/features/reports/report-document.ts'

/** A report with one text in every place. */
export function reportSaying(text: string): ReportDocument {
  return {
    ...{ number: text, from: text, date: text, title: text, paragraphs: [text, text], to: text, copyTo: text },
    ...{ editor: text, telephone: text, signer: text },
  }
}
