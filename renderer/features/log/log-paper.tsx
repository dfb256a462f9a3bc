// Both books on paper, of a day, an incident or all of it: lines first, then telephone calls; what was corrected stays
// readable, struck through.
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { CALLER_FIELDS, CALL_TEXTS, callState } from '../../../shared/model/call.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { movedDeadlinesOf, toldOf } from '../../../shared/model/log-entry.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { shownOf } from '../../state/desk-items.ts'
import { authorWords } from '../../ui/author-words.ts'
import { logWords } from '../../ui/log-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { incidentWords, useIncidents } from './incident-names.ts'
import type { LogChoice } from './log-store.ts'
import { PaperHead } from './paper-head.tsx'
import { reportedOf } from './reported.ts'

export interface BookSheet {
  readonly lines: readonly ItemRow[]
  readonly calls: readonly ItemRow[]
  readonly choice: LogChoice
  readonly atMs: number
}

export function LogPaper({ space, sheet }: { readonly space: string; readonly sheet: BookSheet }) {
  const { t } = useTranslation('desklog')
  const incidents = useIncidents(space)
  const { lines, calls, choice } = sheet
  const corrected = new Set(lines.map((row) => textField(shownOf(row), 'corrects')))
  const words = (id: string | null): string => (id === null ? '' : incidentWords(incidents, id))
  const conditions = [
    choice.day ?? t('everyDay'),
    choice.incident === null ? t('anyIncident') : words(choice.incident),
    ...(choice.text === '' ? [] : [`“${choice.text}”`]),
  ]
  return (
    <>
      <PaperHead title={t('paper')} note={conditions.join(' · ')} />
      <h2>{t('linesCount', { count: lines.length })}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field.at')}</th>
            <th scope="col">{t('field.incident')}</th>
            <th scope="col">{t('content')}</th>
            <th scope="col">{t('field.recorder')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((row) => {
            const fields = shownOf(row)
            const text = logWords(
              textField(fields, 'text') ?? '',
              movedDeadlinesOf(fields['deadlines']),
              toldOf(fields['told']),
            )
            return (
              <tr key={row.key}>
                <td className="fs-page-short">{timeText(fields, 'at')}</td>
                <td>{words(textField(fields, 'incident'))}</td>
                <td>
                  {textField(fields, 'corrects') !== null && `[${t('correction')}] `}
                  {corrected.has(row.key) ? <del>{text}</del> : text}
                </td>
                <td>{authorWords(row)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <h2>{t('callsCount', { count: calls.length })}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('field.at')}</th>
            <th scope="col">{t('caller')}</th>
            <th scope="col">{t('field.place')}</th>
            <th scope="col">{t('content')}</th>
            <th scope="col">{t('field.reportedTo')}</th>
            <th scope="col">{t('field.incident')}</th>
            <th scope="col">{t('field.recorder')}</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((row) => (
            <CallLine key={row.key} row={row} incident={words(textField(shownOf(row), 'incident'))} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function CallLine({ row, incident }: { readonly row: ItemRow; readonly incident: string }) {
  const { t } = useTranslation('desklog')
  const fields = shownOf(row)
  const state = callState(fields)
  const said = CALL_TEXTS.flatMap((field) => {
    const text = textField(fields, field)
    return text === null ? [] : [`${t(`field.${field}`)}${t('colon')}${text}`]
  }).join('\n')
  return (
    <tr>
      <td className="fs-page-short">
        {timeText(fields, 'at')}
        {'\n'}
        {t(fields['direction'] === 'out' ? 'out' : 'in')}
      </td>
      <td>{CALLER_FIELDS.flatMap((field) => textField(fields, field) ?? []).join('\n')}</td>
      <td>{textField(fields, 'place')}</td>
      <td>
        {state === 'correction' && `[${t('correction')}] `}
        {state === 'corrected' ? <del>{said}</del> : said}
      </td>
      <td>
        {reportedOf(fields)
          .map(({ to, atMs }) => `${to} ${dateTimeText(atMs).slice(5, 16)}`)
          .join('\n')}
      </td>
      <td>{incident}</td>
      <td>
        {authorWords(row)}
        {'\n'}
        {timeText(fields, 'recordedAt')}
      </td>
    </tr>
  )
}

function timeText(fields: JsonFields, name: string): string {
  const ms = timeField(fields, name)
  return ms === null ? '' : dateTimeText(ms).slice(0, 16)
}
