// Keeps the draft of a form as it changes, and says that it stays when the form is left with something in it.
import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../link/station.ts'
import { openPanel } from '../../state/panel-store.ts'
import { DraftKeeper } from './draft-keeper.ts'
import { draftContent, draftId, isUntouched } from './intake-entry.ts'
import type { IntakeStore, Session } from './intake-store.ts'

/** The keeper of a sitting's draft. */
export function keeperOf(store: IntakeStore, { record, isKept }: Session): DraftKeeper {
  const id = draftId(record)
  return new DraftKeeper(
    {
      // The content is a closure's: the keeper hands it over when it is time.
      save: (content) => call('saveDraft', { id, content }),
      drop: () => call('dropDraft', { id }),
      onState: (draft) => store.setState({ draft }),
      nowMs: Date.now,
    },
    isKept,
  )
}

/** Keeps the draft as the form changes; says that it stays when the form is left with something in it. */
export function useKeptDraft(store: IntakeStore, keeper: DraftKeeper, space: string, id: string): void {
  const { t } = useTranslation('intake')
  const { message } = App.useApp()
  useEffect(() => {
    const stop = store.subscribe(({ entered }, before) => {
      if (entered !== before.entered) keeper.changed(isUntouched(entered) ? null : draftContent(space, entered))
    })
    const flush = (): void => keeper.flush()
    globalThis.addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      stop()
      globalThis.removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
      keeper.flush()
    }
  }, [store, keeper, space])
  // In the words of the moment: a switch of language is no leaving.
  const tell = useRef<() => void>(() => undefined)
  useEffect(() => {
    tell.current = () => {
      message.info({
        key: id,
        content: (
          <>
            {t('draftStays')}{' '}
            <Button
              type="link"
              size="small"
              onClick={() => {
                message.destroy(id)
                openPanel('intake', { draft: id })
              }}
            >
              {t('back')}
            </Button>
          </>
        ),
      })
    }
  })
  useEffect(() => {
    const leave = (): void => {
      if (!keeper.isFinished && !isUntouched(store.getState().entered)) tell.current()
    }
    return leave
  }, [store, keeper])
}
