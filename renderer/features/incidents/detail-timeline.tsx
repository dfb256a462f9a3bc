// The history of an incident: every change with who, where and when, from what to what in words, how far it has come, and
// the way to take it back where that can still be done. Newest first.
import { Alert, Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isDestructionReason } from '../../../shared/model/destruction.ts'
import { IMPORTED } from '../../../shared/model/imported.ts'
import { incidentFields } from '../../../shared/model/incident.ts'
import type { TimelineRow, TimelineSet } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { undoChange } from '../../link/station.ts'
import { useLastOwnChange } from '../../state/own-changes-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import type { WordSources } from '../../ui/fields/value-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import type { DetailDesk } from './detail-desk.ts'

/** A first report sets every field; more than this many are folded. */
const SHOWN_SETS = 6
/** Longer values stand on lines of their own. */
const LONG = 60

export function DetailTimeline({ desk }: { readonly desk: DetailDesk }) {
  const { t } = useTranslation(['detail', 'incidents'])
  const { rows, meta, phase } = useWatch('timeline', { space: desk.space, kind: 'incident', id: desk.incident })
  return (
    <section aria-label={t('incidents:history')}>
      <h3>{t('incidents:history')}</h3>
      {phase === 'live' && rows.length === 0 && <p className="fs-detail-note">{t('noHistory')}</p>}
      <ol className="fs-plain-list">
        {rows.toReversed().map((row) => (
          <Entry key={row.key} desk={desk} row={row} />
        ))}
      </ol>
      {meta?.complete === false && <p className="fs-detail-note">{t('older')}</p>}
    </section>
  )
}

/** The officer's own last change of this incident, with the way back: what Ctrl+Z does, in sight. */
export function UndoBar({ desk }: { readonly desk: DetailDesk }) {
  const { t } = useTranslation(['detail', 'incidents'])
  const last = useLastOwnChange()
  const { rows } = useWatch('timeline', { space: desk.space, kind: 'incident', id: desk.incident })
  const row = last?.space === desk.space ? rows.find(({ key }) => key === last.change) : undefined
  if (row?.undoable !== true) return null
  const what = row.sets.map((set) => setWords(set, desk.sources)).join(t('or'))
  return (
    <output className="fs-undo-bar">
      <span>{t('undoBar', { what })}</span>
      <Button size="small" onClick={() => void undoChange(desk.space, row.key).then(desk.take)}>
        {t('incidents:undo')} <kbd>{t('undoKey')}</kbd>
      </Button>
    </output>
  )
}

function Entry({ desk, row }: { readonly desk: DetailDesk; readonly row: TimelineRow }) {
  const { t } = useTranslation(['detail', 'incidents'])
  const [isUnfolded, setUnfolded] = useState(false)
  const said = row.sets.filter((set) => !saysNothing(set)).toSorted((a, b) => orderOf(a) - orderOf(b))
  const shown = isUnfolded || said.length <= SHOWN_SETS + 1 ? said : said.slice(0, SHOWN_SETS)
  return (
    <li className={row.state === 'refused' ? 'fs-change fs-change-refused' : 'fs-change'}>
      <div className="fs-change-head">
        <time dateTime={new Date(row.atMs).toISOString()}>{dateTimeText(row.atMs)}</time>
        <StateTag state={row.state} />
        {row.doubtful && <Tag color="orange">{t('incidents:doubtful')}</Tag>}
        {row.undoable && (
          <Button
            size="small"
            aria-label={`${t('incidents:undo')} ${dateTimeText(row.atMs)}`}
            onClick={() => void undoChange(desk.space, row.key).then(desk.take)}
          >
            {t('incidents:undo')}
          </Button>
        )}
      </div>
      <div className="fs-change-who">{authorWords(row)}</div>
      {shown.map((set) => (
        <Said key={set.field} set={set} sources={desk.sources} isFirst={isFirst(set)} />
      ))}
      {said.length > SHOWN_SETS + 1 && (
        <Button type="link" size="small" onClick={() => setUnfolded(!isUnfolded)}>
          {isUnfolded ? t('showFewer') : t('showAll', { count: said.length })}
        </Button>
      )}
      {row.archive !== null && <div className="fs-change-reason">{t('archived', { file: row.archive })}</div>}
      {row.destroyed && <div className="fs-change-reason">{t('destroyed')}</div>}
      {row.reason !== null && row.reason !== '' && (
        <div className="fs-change-reason">
          {isDestructionReason(row.reason) ? t('destroys') : t('reason', { reason: row.reason })}
        </div>
      )}
      {row.refusal !== null && <Alert type="error" title={`${t('refusedNote')}: ${faultWords(row.refusal)}`} />}
    </li>
  )
}

/** How far a change has come, with a sentence beneath the pointer. */
export function StateTag({ state }: { readonly state: TimelineRow['state'] }) {
  const { t } = useTranslation(['incidents', 'detail'])
  const color = state === 'refused' ? 'red' : state === 'agreed' ? 'default' : 'gold'
  return (
    <Tag color={color} title={t(`detail:${state}Note`)}>
      {t(`state.${state}`)}
    </Tag>
  )
}

function Said({
  set,
  sources,
  isFirst,
}: {
  readonly set: TimelineSet
  readonly sources: WordSources
  readonly isFirst: boolean
}) {
  const { t } = useTranslation(['detail', 'model'])
  const field = sources.word(`field.${set.field}`)
  const to = valueWords(set.field, set.to, sources)
  if (isFirst) return <div className="fs-change-set">{t('setField', { field, to })}</div>
  const from = fromWords(set, sources) ?? t('unknownBefore')
  const isLong = from.length > LONG || to.length > LONG
  return (
    <div className="fs-change-set">
      <span className="fs-change-field">{field}</span>{' '}
      <span className={isLong ? 'fs-change-from fs-change-long' : 'fs-change-from'}>{from}</span> <span>→</span>{' '}
      <span className={isLong ? 'fs-change-to fs-change-long' : 'fs-change-to'}>{to}</span>
    </div>
  )
}

/** One thing a change said, in one line. */
export function setWords(set: TimelineSet, sources: WordSources): string {
  const field = sources.word(`field.${set.field}`)
  const from = fromWords(set, sources)
  const to = valueWords(set.field, set.to, sources)
  return isFirst(set) || from === undefined ? `${field} ${to}` : `${field} ${from} → ${to}`
}

function fromWords(set: TimelineSet, sources: WordSources): string | undefined {
  return set.from?.map((one) => valueWords(set.field, one, sources)).join(' / ')
}

function isFirst(set: TimelineSet): boolean {
  return set.from !== undefined && set.from.length === 0
}

/** Fields in the order of the model, which begins with what an event is; fields of a newer version stand last. */
const ORDER = Object.keys(incidentFields)
function orderOf({ field }: TimelineSet): number {
  const at = ORDER.indexOf(field)
  return at < 0 ? ORDER.length : at
}

/** A first report sets every field; those it left open are no news, nor is by which servers a value came. */
export function saysNothing(set: TimelineSet): boolean {
  if (set.field === IMPORTED) return true
  const isOpen = set.to === null || set.to === '' || set.to === false || (Array.isArray(set.to) && set.to.length === 0)
  return isOpen && set.from !== undefined && set.from.length === 0
}
