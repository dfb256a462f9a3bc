// What was changed about a record of the directory, by whom, when and why: read from the journal like any other history.
import { Empty, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Json } from '../../../shared/base/json.ts'
import { DIRECTORY } from '../../../shared/model/directory.ts'
import type { TimelineRow, TimelineSet } from '../../../shared/rpc/rows.ts'
import { useWatch } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useAgencyWords, useOfficers } from './directory.ts'

export interface Subject {
  readonly kind: 'officer' | 'agency' | 'station' | 'space'
  readonly id: string
  readonly name: string
}

interface Props {
  readonly subject: Subject
  readonly onClose: () => void
}

/** Newest first; open while mounted. Also while cut off: the journal is here. */
export function HistoryDialog({ subject: { kind, id, name }, onClose }: Props) {
  const { t } = useTranslation('admin')
  const { rows, meta, phase } = useWatch('timeline', { space: DIRECTORY, kind, id })
  const entries = rows.toSorted((a, b) => b.atMs - a.atMs)
  return (
    <Modal open title={t('history.title', { name })} footer={null} width={640} onCancel={onClose}>
      {phase === 'live' && entries.length === 0 && <Empty description={t('history.empty')} />}
      <ol className="fs-admin-history">
        {entries.map((row, index) => (
          <li key={row.key}>
            <Entry row={row} kind={kind} isFirst={meta?.complete === true && index === entries.length - 1} />
          </li>
        ))}
      </ol>
      {meta?.complete === false && <p className="fs-note">{t('history.older')}</p>}
    </Modal>
  )
}

interface Place {
  readonly kind: Subject['kind']
  /** It made the record. */
  readonly isFirst: boolean
}

function Entry({ row, kind, isFirst }: Place & { readonly row: TimelineRow }) {
  const { t } = useTranslation('admin')
  return (
    <>
      <div className="fs-dim">
        <time>{dateTimeText(row.atMs)}</time> {row.officer === '' ? t('history.server') : row.officerName}
        {isFirst && ` · ${t('history.made')}`}
      </div>
      {row.sets.map((set) => (
        <Set key={set.field} set={set} kind={kind} isFirst={isFirst} />
      ))}
      {row.reason !== null && <div>{t('history.reason', { reason: row.reason })}</div>}
    </>
  )
}

function Set({ set, kind, isFirst }: Place & { readonly set: TimelineSet }) {
  const { t } = useTranslation('admin')
  const words = useValueWords()
  const { field, from = [], to } = set
  // A key says nothing to people, nor does the number of a first password.
  if (field === 'publicKey' || (field === 'credentialVersion' && isFirst)) return null
  if (field === 'credentialVersion') return <div>{t('history.renewed')}</div>
  const before = from.map((value) => words(field, value)).join(' / ')
  const after = words(field, to)
  const name =
    kind === 'officer' && field === 'name' ? t('officer.name') : t(`history.fields.${field}`, { defaultValue: field })
  return <div>{t('history.line', { field: name, value: before === '' ? after : `${before} → ${after}` })}</div>
}

function useValueWords(): (field: string, value: Json) => string {
  const { t } = useTranslation('admin')
  const agencyWords = useAgencyWords()
  const officers = useOfficers()
  const officerWords = (id: string): string => officers.find((one) => one.id === id)?.is.displayName ?? id
  return (field, value) => {
    if (value === null || value === '') return t('history.nothing')
    if (field === 'active') return t(value === true ? 'active' : 'off')
    if (field === 'closed') return t(value === true ? 'closed' : 'space.openState')
    if (value === '*') return t('space.all')
    if (Array.isArray(value))
      return value.map((one) => (field === 'officers' ? officerWords : agencyWords)(String(one))).join(' ')
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
    if (field === 'agency' || field === 'parent') return agencyWords(text)
    if (field === 'role')
      return t(`model:role.${text}`, { defaultValue: t(`station.kinds.${text}`, { defaultValue: text }) })
    if (field === 'kind')
      return t(`space.kinds.${text}`, { defaultValue: t(`agency.kinds.${text}`, { defaultValue: text }) })
    return text
  }
}
