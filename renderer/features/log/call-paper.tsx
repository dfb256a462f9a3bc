// One entry of the telephone log book on paper, with every column of the book, empty ones too: what a desk falls back on.
import { useTranslation } from 'react-i18next'
import { CALLER_FIELDS, CALL_TEXTS, callState } from '../../../shared/model/call.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { printTold } from '../../link/told-exports.ts'
import { shownOf } from '../../state/desk-items.ts'
import { pageOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { PrintPage } from '../../ui/print-page.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import { incidentWords, useIncidents } from './incident-names.ts'
import { PaperHead } from './paper-head.tsx'
import { reportedOf } from './reported.ts'

interface Props {
  readonly space: string
  readonly call: string
  /** The entry where the list has it; else it is waited for: it was only just written. */
  readonly shown: ItemRow | undefined
  readonly onDone: () => void
}

/** Prints an entry as soon as it is there. */
export function CallPage({ space, call, shown, onDone }: Props) {
  const { rows } = useWatch('items', shown === undefined ? pageOf(space, 'call', {}) : null)
  const row = shown ?? rows.find(({ key }) => key === call)
  if (row === undefined) return null
  return (
    <PrintPage isUpright onPrint={() => printTold({ space, what: 'call', count: 1, subject: call })} onDone={onDone}>
      <CallSheet space={space} row={row} />
    </PrintPage>
  )
}

function CallSheet({ space, row }: { readonly space: string; readonly row: ItemRow }) {
  const { t } = useTranslation('desklog')
  const incidents = useIncidents(space)
  const fields = shownOf(row)
  const state = callState(fields)
  const incident = textField(fields, 'incident')
  const time = (name: string): string => {
    const ms = timeField(fields, name)
    return ms === null ? '' : dateTimeText(ms)
  }
  const lines: readonly (readonly [string, string])[] = [
    [t('field.at'), `${time('at')} ${t(fields['direction'] === 'out' ? 'out' : 'in')}`],
    ...(['place', ...CALL_TEXTS] as const).map(
      (field) => [t(`field.${field}`), textField(fields, field) ?? ''] as const,
    ),
    [
      t('field.reportedTo'),
      reportedOf(fields)
        .map(({ to, atMs }) => `${to} ${dateTimeText(atMs)}`)
        .join('\n'),
    ],
    ...CALLER_FIELDS.map((field) => [t(`field.${field}`), textField(fields, field) ?? ''] as const),
    [t('field.incident'), incident === null ? '' : incidentWords(incidents, incident)],
    [t('field.recorder'), authorWords(row)],
    [t('field.recordedAt'), time('recordedAt')],
  ]
  return (
    <>
      <PaperHead title={t('callSheet')} note={state === 'entry' ? null : t(state)} />
      <table className="fs-page-form">
        <tbody>
          {lines.map(([name, text]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{state === 'corrected' ? <del>{text}</del> : text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
