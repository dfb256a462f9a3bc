// Attachments and reports of an incident in an order to destroy: kept unless the officer ticks them. What is kept of the files is
// evidence, with one reason for all; a report that goes needs a reason of its own, for the law keeps documents.
import { Checkbox, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { DESTROYED_TEXT, saysNothing } from '../../../shared/model/destruction.ts'
import { textField } from '../../../shared/model/fields.ts'
import { REPORT, reportState } from '../../../shared/model/report.ts'
import type { AttachmentRow } from '../../../shared/rpc/rows.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useWatch } from '../../state/use-watch.ts'
import { byteText } from '../../ui/byte-text.ts'

const LEAST = 2

export interface PaperOf {
  readonly id: string
  readonly title: string
  readonly number: string | null
  readonly state: ReturnType<typeof reportState>
}

/** Attachments that still name a file or say something, oldest first. */
export function useFiles(space: string, incident: string): readonly AttachmentRow[] {
  const { rows } = useWatch('attachments', { space, incident })
  return useMemo(() => rows.filter(({ name, sha256 }) => name !== DESTROYED_TEXT || !saysNothing(sha256)), [rows])
}

/** Reports that still say something, oldest first. */
export function usePapers(space: string, incident: string): readonly PaperOf[] {
  const { rows } = useWatch('items', pageOf(space, REPORT, { incident }, { descending: false }))
  return useMemo(
    () =>
      rows.flatMap((row): PaperOf[] => {
        const fields = shownOf(row)
        const title = titleOf(fields)
        const said = [title, textField(fields, 'text'), fields['signed'] ?? null]
        return said.every(saysNothing) ? [] : [{ id: row.key, title, number: row.number, state: reportState(fields) }]
      }),
    [rows],
  )
}

function titleOf(fields: JsonFields): string {
  return textField(fields, 'title') ?? ''
}

interface FilesProps {
  readonly files: readonly AttachmentRow[]
  /** Ids of those that go. */
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
  /** Why the others are kept. */
  readonly reason: string
  readonly onReason: (reason: string) => void
}

export function ChosenFiles({ files, chosen, onChange, reason, onReason }: FilesProps) {
  const { t } = useTranslation('destruction')
  if (files.length === 0) return null
  const goes = files.filter(({ key }) => chosen.has(key)).length
  return (
    <fieldset className="fs-archive-texts" aria-label={t('dialog.files')}>
      <strong>{t('dialog.files')}</strong> {t('dialog.textsChosen', { count: goes, of: files.length })}
      <p className="fs-archive-note">{t('dialog.filesHint')}</p>
      <ul className="fs-plain-list">
        {files.map(({ key, name, mime, bytes, note }) => (
          <li key={key}>
            <Checkbox
              checked={chosen.has(key)}
              onChange={(event) => onChange(toggled(chosen, key, event.target.checked))}
            >
              {name}{' '}
              <span className="fs-dim">
                {mime} {bytes > 0 ? byteText(bytes) : ''}
                {note === '' ? '' : ` · ${note}`}
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {goes < files.length && (
        <label className="fs-archive-why">
          {t('dialog.filesKeep', { count: files.length - goes })}
          <Input
            size="small"
            maxLength={300}
            status={reason.trim().length < LEAST ? 'error' : ''}
            value={reason}
            onChange={(event) => onReason(event.target.value)}
          />
        </label>
      )}
    </fieldset>
  )
}

interface PapersProps {
  readonly papers: readonly PaperOf[]
  /** Id of a report that goes → why. */
  readonly chosen: ReadonlyMap<string, string>
  readonly onChange: (chosen: ReadonlyMap<string, string>) => void
}

export function ChosenPapers({ papers, chosen, onChange }: PapersProps) {
  const { t } = useTranslation(['destruction', 'reports'])
  if (papers.length === 0) return null
  const set = (id: string, why: string | undefined): void => {
    const next = new Map(chosen)
    if (why === undefined) next.delete(id)
    else next.set(id, why)
    onChange(next)
  }
  return (
    <fieldset className="fs-archive-texts" aria-label={t('dialog.papers')}>
      <strong>{t('dialog.papers')}</strong> {t('dialog.textsChosen', { count: chosen.size, of: papers.length })}
      <p className="fs-archive-note">{t('dialog.papersHint')}</p>
      <ul className="fs-plain-list">
        {papers.map(({ id, title, number, state }) => {
          const why = chosen.get(id)
          return (
            <li key={id} className="fs-archive-call">
              <Checkbox
                checked={why !== undefined}
                onChange={(event) => set(id, event.target.checked ? '' : undefined)}
              >
                {title === '' ? t('dialog.none') : title}{' '}
                <span className="fs-dim">
                  {t(`reports:state.${state}`)} {number === null ? '' : t('reports:number', { number })}
                </span>
              </Checkbox>
              {why !== undefined && (
                <Input
                  size="small"
                  maxLength={300}
                  aria-label={t('dialog.paperReason', { title })}
                  placeholder={t('dialog.paperReasonHint')}
                  status={why.trim().length < LEAST ? 'error' : ''}
                  value={why}
                  onChange={(event) => set(id, event.target.value)}
                />
              )}
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}

function toggled(chosen: ReadonlySet<string>, id: string, isChosen: boolean): ReadonlySet<string> {
  const next = new Set(chosen)
  if (isChosen) next.add(id)
  else next.delete(id)
  return next
}
