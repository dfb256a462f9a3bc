// Which spaces the lists of the duty desk cover: an office works in several live ones (the region's, one of chosen agencies,
// those of links), and what is due in any of them is due. Exercises and demonstrations stand by themselves.
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { SpaceStatus } from '../../shared/rpc/rows.ts'
import { usePreferences } from './preferences-store.ts'
import { chooseSpace, currentSpaceId, pickSpace, spaceStore } from './space-store.ts'
import { useStatusPart } from './use-status.ts'
import { useWatchPart } from './use-watch.ts'

/** The space shown, then, where it is a live one, every other live space in which something can still be written. */
export function deskSpaces(spaces: readonly SpaceStatus[], shown: SpaceStatus | null): readonly string[] {
  if (shown === null) return []
  if (shown.kind !== 'live') return [shown.id]
  const others = spaces.filter(({ id, kind, closed }) => kind === 'live' && !closed && id !== shown.id)
  return [shown.id, ...others.map(({ id }) => id)]
}

/** The same for this window; the same array while nothing about it changes. */
export function useDeskSpaces(): readonly string[] {
  const { chosen, held } = useStore(spaceStore)
  const ids = useWatchPart('status', {}, (state) => {
    const spaces = state.get('status')?.spaces ?? []
    return deskSpaces(spaces, pickSpace(spaces, chosen, held)).join(' ')
  })
  return useMemo(() => (ids === '' ? [] : ids.split(' ')), [ids])
}

/** Live spaces in which something can still be written and that the desk does not cover: those left behind in an exercise. */
export function useLeftSpaces(): readonly string[] {
  const covered = useDeskSpaces()
  const live = useStatusPart(
    (status) =>
      status?.spaces
        .filter(({ id, kind, closed }) => kind === 'live' && !closed && !covered.includes(id))
        .map(({ id }) => id)
        .join(' ') ?? '',
  )
  return useMemo(() => (live === '' ? [] : live.split(' ')), [live])
}

/** The name of a space in the officer's language; its id before it is known. */
export function useSpaceName(id: string): string {
  return useSpaceNames()(id)
}

/** Names of spaces, for lists over several. */
export function useSpaceNames(): (id: string) => string {
  const { language } = usePreferences()
  const names = useStatusPart((status) =>
    JSON.stringify(
      (status?.spaces ?? []).map(({ id, name, nameEn }) => [id, language === 'en' && nameEn !== '' ? nameEn : name]),
    ),
  )
  return useMemo(() => {
    const known = new Map(JSON.parse(names) as [string, string][])
    return (id) => known.get(id) ?? id
  }, [names])
}

/** What marks the space of a row: its name, where the desk covers several; null where it covers one alone. */
export function useSpaceMarks(): (id: string) => string | null {
  const isOne = useDeskSpaces().length < 2
  const nameOf = useSpaceNames()
  return (id) => (isOne ? null : nameOf(id))
}

/** Shows a space, unless it is shown already: choosing one forgets what was open in the one before. */
export function showSpace(id: string): void {
  if (id !== currentSpaceId()) chooseSpace(id)
}
