// Says how far the form's draft is: kept at a time, or not yet.
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { dateTimeText } from '../../ui/time-text.ts'
import type { IntakeStore } from './intake-store.ts'

export function DraftLine({ store }: { readonly store: IntakeStore }) {
  const { t } = useTranslation('intake')
  const draft = useStore(store, (state) => state.draft)
  if (draft.kind === 'kept')
    return <small className="fs-draft-line">{t('draftKept', { time: dateTimeText(draft.atMs).slice(11) })}</small>
  if (draft.kind === 'failed') return <small className="fs-draft-line fs-draft-failed">{t('draftNotKept')}</small>
  return null
}
