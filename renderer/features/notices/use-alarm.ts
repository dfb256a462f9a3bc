// Tells of incidents that arrive while the window is open: a tone, a system notice, and repeats for the grave ones.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeRow } from '../../../shared/rpc/rows.ts'
import { viewHost } from '../../link/view-host.ts'
import { setBellOpen } from '../../state/bell-store.ts'
import { openPanel } from '../../state/panel-store.ts'
import { preferencesStore } from '../../state/preferences-store.ts'
import { select } from '../../state/selection-store.ts'
import { chooseSpace, currentSpaceId } from '../../state/space-store.ts'
import { playTone } from './tone.ts'

const REPEAT_MS = 15_000
/** Alerts of the station sound like a level 3. */
const ALERT_TONE = 3

/** Follows the notices of one space; `isLive` once the first answer is complete, which itself makes no sound. */
export function useAlarm(space: string | null, open: readonly NoticeRow[], isLive: boolean): void {
  const { t } = useTranslation(['app', 'model'])
  const known = useRef<{ space: string | null; keys: Set<string> | null }>({ space: null, keys: null })

  useEffect(() => {
    if (known.current.space !== space) known.current = { space, keys: null }
    if (!isLive) return
    const before = known.current.keys
    known.current.keys = new Set([...(before ?? []), ...open.map((row) => row.key)])
    if (before === null) return
    const fresh = open.filter((row) => !before.has(row.key))
    if (fresh.length === 0) return
    sound(fresh)
    if (!preferencesStore.getState().systemNotices) return
    for (const row of fresh.slice(0, 3)) {
      const title = t('app:notices.system', { level: t(`model:level.${row.level ?? 0}`) })
      const notice = { title, body: row.title, urgent: row.level === 1 || row.level === 2 }
      void viewHost()
        .notify(notice)
        .then((clicked) => {
          if (clicked) showIncident(row.incident, space)
        })
        .catch(() => undefined)
    }
  }, [space, open, isLive, t])

  useEffect(() => {
    const { repeatLevels } = preferencesStore.getState()
    const grave = open.filter((row) => repeatLevels.includes(row.level ?? 0))
    if (grave.length === 0) return undefined
    const timer = setInterval(() => sound(grave), REPEAT_MS)
    return () => clearInterval(timer)
  }, [open])
}

/** A tone for each new alert of the station itself: `openKeys` are those that stand open, space-separated. */
export function useAlertAlarm(openKeys: string, isKnown: boolean): void {
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (!isKnown) return
    const keys = openKeys === '' ? [] : openKeys.split(' ')
    const before = known.current
    known.current = new Set([...(before ?? []), ...keys])
    if (before === null || keys.every((key) => before.has(key))) return
    const { soundOn, soundVolume } = preferencesStore.getState()
    if (soundOn) playTone(ALERT_TONE, soundVolume)
  }, [openKeys, isKnown])
}

/** Opens an incident from its notice, in the space it is of. */
export function showIncident(incident: string, space: string | null): void {
  if (space !== null && space !== currentSpaceId()) chooseSpace(space)
  select(incident, 'notice')
  openPanel('detail')
  setBellOpen(false)
}

/** One tone for several at once: that of the gravest. */
function sound(rows: readonly NoticeRow[]): void {
  const { soundOn, soundVolume, soundLevels } = preferencesStore.getState()
  if (!soundOn) return
  const levels = rows.map((row) => row.level ?? 0).filter((level) => soundLevels.includes(level))
  if (levels.length === 0) return
  const graded = levels.filter((level) => level > 0)
  playTone(graded.length === 0 ? 0 : Math.min(...graded), soundVolume)
}
