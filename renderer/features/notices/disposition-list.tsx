// What was made of notices, act by act, those taken back as well: of one notice by every agency, or of all by one's own.
import { Button, Empty, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { ALERT } from '../../../shared/model/alert.ts'
import { RECEIPT } from '../../../shared/model/directive.ts'
import { DISPOSITION, NOTICE_KINDS, dispositionState } from '../../../shared/model/disposition.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { REPORT } from '../../../shared/model/report.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { PAGE_ROWS, pageOf, shownOf } from '../../state/desk-items.ts'
import { useSystemName } from '../../state/linked-systems.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { TakeBackButton } from './settle-notice.tsx'

const STEP = 100

/** What every agency made of one notice. */
export function AgenciesOf({ space, subject }: { readonly space: string; readonly subject: string }) {
  const { t } = useTranslation('notices')
  const { rows, phase } = useWatch('items', pageOf(space, DISPOSITION, { parent: subject }))
  return (
    <section className="fs-dispositions" aria-label={t('othersOf')}>
      {phase === 'live' && rows.length === 0 && <p className="fs-note">{t('nobody')}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <Act row={row} fields={shownOf(row)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface RecordProps {
  readonly space: string
  /** Why nothing may be taken back. */
  readonly hint: string | undefined
  readonly onTakeBack: (id: string, reason: string) => Promise<boolean>
}

/** Everything the officer's own agency made of notices, newest first, also of what has gone from the list since. */
export function OwnRecord({ space, hint, onTakeBack }: RecordProps) {
  const { t } = useTranslation('notices')
  const agency = useOfficer()?.agency
  const [limit, setLimit] = useState(STEP)
  const { rows, meta, phase } = useWatch(
    'items',
    agency === undefined ? null : pageOf(space, DISPOSITION, { agencies: [agency] }, { limit }),
  )
  const left = (meta?.total ?? 0) - rows.length
  return (
    <section className="fs-dispositions" aria-label={t('tab.log')}>
      {phase === 'live' && rows.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noLog')} />}
      <ul>
        {rows.map((row) => {
          const fields = shownOf(row)
          return (
            <li key={row.key} className="fs-disposition">
              <div>
                <SubjectTitle space={space} fields={fields} />
                <Act row={row} fields={fields} />
              </div>
              {dispositionState(fields) === 'given' && (
                <TakeBackButton isDisabled={hint !== undefined} onTakeBack={(reason) => onTakeBack(row.key, reason)} />
              )}
            </li>
          )
        })}
      </ul>
      {left > 0 && limit < PAGE_ROWS && (
        <Button size="small" onClick={() => setLimit(Math.min(PAGE_ROWS, limit + STEP))}>
          {t('moreActs', { count: left })}
        </Button>
      )}
    </section>
  )
}

/** null: what linked systems bring is no record. */
const RECORD_OF = {
  incident: INCIDENT,
  alert: ALERT,
  directive: RECEIPT,
  clock: INCIDENT,
  system: null,
  distress: null,
  reading: null,
  sameEvent: INCIDENT,
  report: REPORT,
} as const

/** What a notice was about, by the title it has now. */
function SubjectTitle({ space, fields }: { readonly space: string; readonly fields: JsonFields }) {
  const { t } = useTranslation('notices')
  const kind = NOTICE_KINDS.find((one) => one === fields['noticeKind']) ?? 'incident'
  const subject = textField(fields, 'subject') ?? ''
  // A clock is named by its incident and its rule, a likely pair by both incidents.
  const id = kind === 'clock' || kind === 'sameEvent' ? (textField(fields, 'incident') ?? '') : subject
  const record = RECORD_OF[kind]
  const title = useWatchPart('record', id === '' || record === null ? null : { space, kind: record, id }, (state) => {
    const value = state.rows[0]?.fields['title']?.value
    return typeof value === 'string' && value !== '' ? value : null
  })
  const system = useSystemName(space, subject)
  return (
    <span>
      {t(`kind.${kind}`)} <strong>{record === null ? system : (title ?? t('untitled'))}</strong>
    </span>
  )
}

function Act({ row, fields }: { readonly row: ItemRow; readonly fields: JsonFields }) {
  const { t } = useTranslation('notices')
  const names = useOfficerNames()
  const takenBack = (fields['takenBack'] ?? null) as JsonFields | null
  const note = textField(fields, 'note')
  const word = t(`disposition.${textField(fields, 'disposition') ?? 'noted'}`)
  return (
    <>
      <span>
        {takenBack === null ? <Tag color="blue">{word}</Tag> : <s>{word}</s>} {authorWords(row)} ·{' '}
        {dateTimeText(timeField(fields, 'at') ?? row.writtenMs)}
      </span>
      {note !== null && <small>{t('givenNote', { note })}</small>}
      {takenBack !== null && (
        <small>
          {t('takenBack', {
            name: names.get(textField(takenBack, 'by') ?? '') ?? '',
            time: dateTimeText(timeField(takenBack, 'at') ?? row.changedMs),
            reason: textField(takenBack, 'reason') ?? '',
          })}
        </small>
      )}
    </>
  )
}
