// How far a directive has come with its receivers, from the counts of its receipts.
import { useTranslation } from 'react-i18next'
import { MISSING_STATES, UNSIGNED_STATES } from '../../../shared/model/directive.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { receiptsQuestion } from './questions.ts'

export function Progress({ space, directive }: { readonly space: string; readonly directive: string }) {
  const { t } = useTranslation('directives')
  const meta = useWatchPart('items', receiptsQuestion(space, directive, 0), (state) => state.meta)
  if (meta === null || meta === undefined) return null
  const of = (states: readonly string[]): number => states.reduce((sum, state) => sum + (meta.byState[state] ?? 0), 0)
  const owed = of(MISSING_STATES)
  // Sent back is not done: the order stands and nobody carries it out.
  const returned = of(['returned'])
  return (
    <span className="fs-dir-progress">
      {t('progress', { done: meta.total - owed - returned, total: meta.total })}
      {returned > 0 && <strong className="fs-dir-returned">{` · ${t('returnedCount', { count: returned })}`}</strong>}
      {of(UNSIGNED_STATES) > 0 && ` · ${t('inboxPart.unsigned')} ${of(UNSIGNED_STATES)}`}
    </span>
  )
}
