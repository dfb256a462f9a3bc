// Recent incidents that look like one event, as notices: until an officer says whether they are, or disposes of the notice.
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ONCE_ONLY } from '../../shared/model/disposition.ts'
import { sameEventId } from '../../shared/model/same-event.ts'
import type { LikelyPair } from '../../shared/rpc/methods.ts'
import type { Happening } from '../features/notices/notice-book.ts'
import { call } from '../link/station.ts'
import { setLikelyPairs, useLikelyPairs } from '../state/likely-pairs.ts'
import type { SaidPair } from '../state/same-events.ts'
import { useSameEvents } from '../state/same-events.ts'
import { useSpaceId } from '../state/space-store.ts'
import { useOfficer, useStatusPart } from '../state/use-status.ts'

/** Several incidents may come at once. */
const DELAY_MS = 1_000

/** The notices of the shown space. */
export function useSameEventNotices(): readonly Happening[] {
  const { t } = useTranslation('notices')
  const space = useSpaceId()
  useKeepLikelyPairs(space)
  const found = useLikelyPairs(space)
  const { pairs: said } = useSameEvents(space)
  return useMemo(
    () =>
      stillOpen(found, said).map(({ incident, other }) => ({
        kind: 'sameEvent',
        subject: sameEventId(incident.key, other.key),
        moment: ONCE_ONLY,
        atMs: Math.max(Date.parse(incident.receivedAt), Date.parse(other.receivedAt)),
        level: 4,
        title: t('maybeSame', { a: incident.title, b: other.title, interpolation: { escapeValue: false } }),
        more: '',
        incident: incident.key,
        ...{ parent: null, agency: null, officer: null, local: null },
      })),
    [found, said, t],
  )
}

/** Without those of which something was said since the station answered. */
function stillOpen(found: readonly LikelyPair[], said: readonly SaidPair[]): readonly LikelyPair[] {
  const done = new Set(said.flatMap((one) => (one.state === 'open' ? [] : [sameEventId(one.incident, one.other)])))
  return found.filter(({ incident, other }) => !done.has(sameEventId(incident.key, other.key)))
}

/** Asks the station anew when incidents come, or something was said of them. */
function useKeepLikelyPairs(space: string | null): void {
  const records = useStatusPart((status) => status?.spaces.find(({ id }) => id === space)?.records ?? 0)
  const officer = useOfficer()?.id ?? null
  const { pairs: said } = useSameEvents(space)
  useEffect(() => {
    if (space === null || officer === null) return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      void call('likelyPairs', { space }).then((answer) => {
        if (isWanted && answer.ok) setLikelyPairs(space, answer.value)
      })
    }, DELAY_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
    // What came, and what was said, makes the answer another one.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [space, records, officer, said])
}
