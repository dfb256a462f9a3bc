// What was made of notices, act by act, those taken back as well: of one notice by every agency, or of all by one's own.
import { Button, Empty, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { DISPOSITION } from '../../../shared/model/disposition.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { PAGE_ROWS, pageOf, shownOf } from '../../state/desk-items.ts'
import { useOfficerNames } from '../../state/officer-names.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

const STEP = 100

/** What every agency made of one notice. */
export function AgenciesOf({ space, subject }: { readonly space: string; readonly subject: string }) {
  const { t } = useTranslation('notices')
  const { rows, phase } = useWatch('items', pageOf(space, DISPOSITION, { parent: subject }))
  return (
    <section className="fs-dispositions" aria-label={t('othersOf')}>
      {phase === 'live' && rows.length === 0 && <p className="fs-note">{t('nobody')}</p>}
      <Acts rows={rows} titleOf={null} />
    </section>
  )
}

/** Everything the officer's own agency made of notices, newest first; `titleOf` names what a notice of now is about. */
export function OwnRecord({
  space,
  titleOf,
}: {
  readonly space: string
  readonly titleOf: ReadonlyMap<string, string>
}) {
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
      <Acts rows={rows} titleOf={titleOf} />
      {left > 0 && limit < PAGE_ROWS && (
        <Button size="small" onClick={() => setLimit(Math.min(PAGE_ROWS, limit + STEP))}>
          {t('moreActs', { count: left })}
        </Button>
      )}
    </section>
  )
}

function Acts({
  rows,
  titleOf,
}: {
  readonly rows: readonly ItemRow[]
  readonly titleOf: ReadonlyMap<string, string> | null
}) {
  const { t } = useTranslation('notices')
  return (
    <ul>
      {rows.map((row) => {
        const fields = shownOf(row)
        const subject = textField(fields, 'subject') ?? ''
        return (
          <li key={row.key}>
            {titleOf !== null && (
              <span>
                {t(`kind.${textField(fields, 'noticeKind') ?? 'incident'}`)}{' '}
                {titleOf.get(subject) ?? <small>{subject}</small>}
              </span>
            )}
            <Act row={row} fields={fields} />
          </li>
        )
      })}
    </ul>
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
