import './intake.css'
// Taking an incident in while telephoning. The form is kept as a draft at the station as it is filled in; unfinished ones are
// offered again with their age. Leaving it (Esc, another panel, a closed window) loses nothing.
import { Alert, Button, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newRecordId } from '../../../shared/base/ids.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { panelStore } from '../../state/panel-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { ageWords } from '../../ui/age-words.ts'
import { pointText } from '../../ui/fields/area-text.ts'
import type { IntakeDraft } from './intake-entry.ts'
import { draftId, draftTitle, intakeDrafts, NOTHING_ENTERED } from './intake-entry.ts'
import { IntakeSession } from './intake-session.tsx'
import type { Session } from './intake-store.ts'

export function IntakeForm() {
  const space = useSpaceId()
  return space === null ? null : <Intake key={space} space={space} />
}

const SHOWN_DRAFTS = 3

function Intake({ space }: { readonly space: string }) {
  const [session, setSession] = useState(newSession)
  const [drafts, setDrafts] = useState<readonly IntakeDraft[]>([])
  useEffect(() => {
    let isHere = true
    void call('drafts', {}).then((done) => {
      if (!isHere || !done.ok) return
      const found = intakeDrafts(done.value, space)
      const wanted = found.find((draft) => draft.id === panelStore.getState().intakeStart?.draft)
      setDrafts(found)
      if (wanted !== undefined) setSession(resumed(wanted))
    })
    return () => {
      isHere = false
    }
  }, [space])
  const offered = drafts.filter((draft) => draft.id !== draftId(session.record))
  return (
    <IntakeSession
      key={session.record}
      space={space}
      session={session}
      onResumeNewest={() => {
        const [newest] = offered
        if (newest !== undefined) setSession(resumed(newest))
      }}
    >
      {!session.isKept && offered.length > 0 && (
        <Offers
          drafts={offered}
          onResume={(draft) => setSession(resumed(draft))}
          onDiscard={(draft) => {
            void call('dropDraft', { id: draft.id }).then((done) => {
              if (done.ok) setDrafts((before) => before.filter((one) => one.id !== draft.id))
            })
          }}
        />
      )}
    </IntakeSession>
  )
}

function newSession(): Session {
  const record = newRecordId(Date.now(), (count) => crypto.getRandomValues(new Uint8Array(count)))
  const at = panelStore.getState().intakeStart?.position
  return {
    record,
    start: at === undefined ? NOTHING_ENTERED : { ...NOTHING_ENTERED, position: pointText(at.lon, at.lat) },
    isKept: false,
  }
}

function resumed(draft: IntakeDraft): Session {
  return { record: draft.id.slice(draftId('').length), start: draft.entered, isKept: true }
}

function Offers({
  drafts,
  onResume,
  onDiscard,
}: {
  readonly drafts: readonly IntakeDraft[]
  readonly onResume: (draft: IntakeDraft) => void
  readonly onDiscard: (draft: IntakeDraft) => void
}) {
  const { t } = useTranslation(['intake', 'common'])
  const now = useNow(30_000)
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? drafts : drafts.slice(0, SHOWN_DRAFTS)
  return (
    <Alert
      type="info"
      title={
        <>
          <span>{t('draftOffer')}</span> <small>{t('resumeKey')}</small>
          <ul className="fs-plain-list">
            {shown.map((draft) => {
              const { key, count } = ageWords(now - draft.savedMs)
              const title = draftTitle(draft.entered)
              const line = t('draftLine', { title: title === '' ? t('untitled') : title, ago: t(key, { count }) })
              return (
                <li key={draft.id} className="fs-draft">
                  <span>{line}</span>
                  <Button size="small" aria-label={`${t('resume')}: ${line}`} onClick={() => onResume(draft)}>
                    {t('resume')}
                  </Button>
                  <Popconfirm
                    title={t('discardAsk')}
                    okText={t('discard')}
                    cancelText={t('common:cancel')}
                    onConfirm={() => onDiscard(draft)}
                  >
                    <Button size="small" type="text" aria-label={`${t('discard')}: ${line}`}>
                      {t('discard')}
                    </Button>
                  </Popconfirm>
                </li>
              )
            })}
          </ul>
          {shown.length < drafts.length && (
            <Button type="link" size="small" onClick={() => setWhole(true)}>
              {t('moreDrafts', { count: drafts.length - shown.length })}
            </Button>
          )}
        </>
      }
    />
  )
}
