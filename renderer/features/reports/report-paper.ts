// The document of a report in the words that stand on paper, to be set as PDF at the station.
import type { PaperQuestion } from '../../../shared/rpc/paper.ts'
import { i18n } from '../../i18n/i18n.ts'
import type { ReportDocument } from './report-document.ts'

export function paperOf(document: ReportDocument): PaperQuestion {
  const say = (key: string, values: Readonly<Record<string, string>> = {}): string =>
    i18n.t(`reports:${key}`, { ...values, lng: 'zh-CN' })
  const { number, from, date, title, paragraphs, to, copyTo, editor, telephone, signer } = document
  return {
    head: say('paper.head'),
    number: say('number', { number }),
    from: say('paper.from', { name: from }),
    date,
    title,
    paragraphs: [...paragraphs],
    foot: [
      say('paper.to', { names: to }),
      say('paper.copyTo', { names: copyTo }),
      say('paper.foot', { editor, telephone, signer }),
    ],
  }
}
