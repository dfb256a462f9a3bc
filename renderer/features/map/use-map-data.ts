// What the map shows, brought from the station: points by the filter of the list, base map sources, the area of the
// selected incident, the typhoon of the demonstration.
import { useEffect } from 'react'
import { areaSchema } from '../../../shared/model/incident.ts'
import type { PointRow } from '../../../shared/rpc/rows.ts'
import { rawWatch } from '../../link/station.ts'
import type { ConsoleMap } from '../../map/console-map.ts'
import { readStormTrack } from '../../map/storm-track.ts'
import { useStationFilter } from '../../state/filter-store.ts'
import { referenceStore, useReferenceData } from '../../state/reference-data.ts'
import { useSelectedIncident } from '../../state/selection-store.ts'
import { useSpaceId, useSpacePart } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch, useWatchPart } from '../../state/use-watch.ts'
import { roughPlaceOf, seatOf } from './rough-place.ts'

/** Present only when the demonstration's data has been built. */
const TRACKS: Readonly<Record<string, string>> = import.meta.glob('../../../seeds/demo/typhoon-track.geojson', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** Keeps the map fed while the panel is shown. */
export function useMapData(map: ConsoleMap | null): void {
  usePoints(map)
  useSources(map)
  useArea(map)
  useTrack(map)
}

function usePoints(map: ConsoleMap | null): void {
  const space = useSpaceId()
  const filter = useStationFilter()
  // The station ends the watch when nobody is signed in any more; whoever signs in next gets the points anew.
  const officer = useOfficer()?.id
  // Without the divisions what is known by its division has no place; they come with the console itself.
  const { ready } = useReferenceData()
  useEffect(() => {
    if (map === null || space === null || officer === undefined || !ready) return undefined
    const end = rawWatch(
      'points',
      { space, filter },
      {
        onRows: ({ reset, done, put, del }) =>
          map.applyPoints({ reset, done, put: put as unknown as readonly PointRow[], del }, (division) =>
            seatOf(division, referenceStore.getState()),
          ),
        onFault: () => map.clearPoints(),
        // Old points stay while the link is lost: the bar says that they are old.
        onStale: () => undefined,
      },
    )
    return () => {
      end()
      map.clearPoints()
    }
  }, [map, space, filter, officer, ready])
}

function useSources(map: ConsoleMap | null): void {
  const { rows, phase } = useWatch('mapSources', {})
  useEffect(() => {
    if (map !== null && phase !== 'idle' && phase !== 'loading') map.setSources(rows)
  }, [map, rows, phase])
}

function useArea(map: ConsoleMap | null): void {
  const space = useSpaceId()
  const selected = useSelectedIncident()
  const asked = space === null || selected === null ? null : { space, kind: 'incident', id: selected }
  const fields = useWatchPart('record', asked, (state) => state.rows[0]?.fields ?? null)
  const reference = useReferenceData()
  useEffect(() => {
    if (map !== null && selected !== null && fields !== null && reference.ready)
      map.setRoughPlace(
        selected,
        roughPlaceOf((name) => fields[name]?.value, reference),
      )
  }, [map, selected, fields, reference])
  useEffect(() => {
    if (map === null) return
    const area = areaSchema.safeParse(fields?.['area']?.value)
    const level = fields?.['level']?.value
    map.setArea(area.success ? { ring: area.data, level: typeof level === 'number' ? level : 0 } : null)
  }, [map, fields])
}

function useTrack(map: ConsoleMap | null): void {
  const isDemonstration = useSpacePart((space) => space?.kind === 'demonstration')
  useEffect(() => {
    const [address] = Object.values(TRACKS)
    if (map === null || !isDemonstration || address === undefined) return undefined
    let isWanted = true
    void loadTrack(address).then((value) => {
      if (isWanted) map.setTrack(readStormTrack(value))
    })
    return () => {
      isWanted = false
      map.setTrack(null)
    }
  }, [map, isDemonstration])
}

/** The file's content; null when it cannot be read: the track is an ornament of the demonstration. */
async function loadTrack(address: string): Promise<unknown> {
  try {
    const answer = await fetch(address)
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}
