// Tells of what happens while the window is open: a tone, a system notice, and repeats for grave incidents and alerts.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { viewHost } from '../../link/view-host.ts'
import { preferencesStore } from '../../state/preferences-store.ts'
import type { DeskNotice, OpenNotice } from './notice-book.ts'
import { playTone } from './tone.ts'

const REPEAT_MS = 15_000
/** Alerts of the station sound like a level 3. */
const ALERT_TONE = 3

/** Follows the notices of one space; `isLive` once the first answer is complete, which itself makes no sound. */
export function useAlarm(
  space: string | null,
  open: readonly DeskNotice[],
  isLive: boolean,
  openNotice: OpenNotice,
): void {
  const { t } = useTranslation(['app', 'model', 'notices', 'alerts'])
  const known = useRef<{ space: string | null; keys: Set<string> | null }>({ space: null, keys: null })

  useEffect(() => {
    if (known.current.space !== space) known.current = { space, keys: null }
    if (!isLive) return
    const before = known.current.keys
    const heard = open.filter(isHeard)
    known.current.keys = new Set([...(before ?? []), ...heard.map(({ key }) => key)])
    if (before === null) return
    const fresh = heard.filter(({ key }) => !before.has(key))
    if (fresh.length === 0) return
    sound(fresh)
    if (!preferencesStore.getState().systemNotices) return
    for (const one of fresh.slice(0, 3)) {
      const level = one.level ?? 0
      const title =
        one.kind === 'clock'
          ? t('notices:systemClock')
          : one.kind === 'alert'
            ? t('notices:systemAlert', { level: t(`alerts:level.${level}`) })
            : one.kind === 'incident'
              ? t('app:notices.system', { level: t(`model:level.${level}`) })
              : t(`notices:kind.${one.kind}`)
      const notice = { title, body: one.title, urgent: level === 1 || level === 2 }
      void viewHost()
        .notify(notice)
        .then((clicked) => {
          if (clicked) openNotice(one, space)
        })
        .catch(() => undefined)
    }
  }, [space, open, isLive, openNotice, t])

  useEffect(() => {
    const { repeatLevels } = preferencesStore.getState()
    const grave = open.filter((one) => isHeard(one) && repeatLevels.includes(one.level ?? 0))
    if (grave.length === 0) return undefined
    const timer = setInterval(() => sound(grave), REPEAT_MS)
    return () => clearInterval(timer)
  }, [open])
}

/** Directives have a tone of their own where they are worked on. */
function isHeard({ kind }: DeskNotice): boolean {
  return kind !== 'directive'
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

/** One tone for several at once: that of the gravest. */
function sound(notices: readonly DeskNotice[]): void {
  const { soundOn, soundVolume, soundLevels } = preferencesStore.getState()
  if (!soundOn) return
  const levels = notices.map(({ level }) => level ?? 0).filter((level) => soundLevels.includes(level))
  if (levels.length === 0) return
  const graded = levels.filter((level) => level > 0)
  playTone(graded.length === 0 ? 0 : Math.min(...graded), soundVolume)
}
