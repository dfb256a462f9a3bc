// What linked systems bring, on the map: units with their changes as they come, readings, features, the trail of the unit
// looked at, and the time by which they age.
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FeatureView, ReadingView } from '../../../shared/rpc/rows.ts'
import type { ConsoleMap } from '../../map/console-map.ts'
import type { ReadingAges } from '../../map/linked/reading-layer.ts'
import { READING_OLD_MS, readingOldAfterMs } from '../../map/linked/reading-look.ts'
import { useLinkedChoice } from '../../state/linked-choice.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { watchStore } from '../../state/watch-store.ts'
import { agoOf } from '../../ui/age-words.ts'

/** Units asked for: as many as one server is meant for, and as many again. */
export const MOST_UNITS = 20_000
const MOST_ROWS = 5_000
/** Ages are drawn anew this often; what comes is drawn at once. */
const AGE_MS = 10_000
const NO_READINGS: readonly ReadingView[] = []
const NO_FEATURES: readonly FeatureView[] = []

/** Keeps the map fed while the panel is shown. */
export function useMapLinked(map: ConsoleMap | null): void {
  const space = useSpaceId()
  const isOn = useLinkedChoice(({ layers }) => layers)
  useTracks(map, isOn.tracks ? space : null)
  useTrail(map, space)
  const readings = useReadings(isOn.readings ? space : null)
  const features = useWatchPart(
    'features',
    space === null || !isOn.features ? null : { space, limit: MOST_ROWS },
    (state) => (state.size === 0 ? NO_FEATURES : state.rows),
  )
  useEffect(() => map?.linked.setReadings(readings), [map, readings])
  useEffect(() => map?.linked.setFeatures(features), [map, features])
  const ages = useReadingAges(space)
  useEffect(() => map?.linked.setReadingAges(ages), [map, ages])
  const now = useServerNow(AGE_MS)
  useEffect(() => map?.linked.setNow(now), [map, now])
}

/** When readings of each system are old, and ages in the language of the console. */
function useReadingAges(space: string | null): ReadingAges {
  const { rows } = useWatch('systems', space === null ? null : { space })
  const { t } = useTranslation('systems')
  return useMemo(() => {
    const limits = new Map(rows.map((row) => [row.id, readingOldAfterMs(row)]))
    return {
      oldAfterMs: (gateway) => limits.get(gateway) ?? READING_OLD_MS,
      words(ageMs) {
        const { word, count } = agoOf(ageMs)
        return t(`ago.${word}`, { count })
      },
    }
  }, [rows, t])
}

/** Readings of the space. */
export function useReadings(space: string | null): readonly ReadingView[] {
  return useWatchPart('readings', space === null ? null : { space, limit: MOST_ROWS }, (state) =>
    state.size === 0 ? NO_READINGS : state.rows,
  )
}

/** Changes go straight to the map: ten thousand rows never pass through React. */
function useTracks(map: ConsoleMap | null, space: string | null): void {
  // The station ends the watch when nobody is signed in any more; whoever signs in next gets the units anew.
  const officer = useOfficer()?.id
  useEffect(() => {
    if (map === null || space === null || officer === undefined) return undefined
    const store = watchStore('tracks', { space, limit: MOST_UNITS })
    const stop = store.subscribe(({ change }) => {
      if (change !== null) map.linked.applyTracks(change)
    })
    // Others may hold the watch already: what they were told before is told here too.
    map.linked.applyTracks({ reset: true, put: store.getState().rows, del: [] })
    return () => {
      stop()
      map.linked.applyTracks({ reset: true, put: [], del: [] })
    }
  }, [map, space, officer])
}

function useTrail(map: ConsoleMap | null, space: string | null): void {
  const unit = useLinkedChoice((choice) => choice.unit)
  const trail = useWatchPart(
    'track',
    space === null || unit === null ? null : { space, id: unit },
    (state) => state.rows[0]?.trail ?? null,
  )
  useEffect(() => map?.linked.setUnit(unit, trail ?? []), [map, unit, trail])
}
