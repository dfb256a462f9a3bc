// The order in which the chains stand in the pack: who reported an incident before who amended it. A reader takes a pack
// chain by chain, and judges the first change of a record that it meets as the report of it.
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { DemoStation } from './demo-station.ts'

/** The stations so that none amends an incident of a later one. Throws when two amend each other's. */
export function inPackOrder(stations: readonly DemoStation[]): readonly DemoStation[] {
  const reporterOf = new Map<string, DemoStation>()
  for (const station of stations)
    for (const { head, content } of station.changes)
      if (head.kind === INCIDENT && content?.sets.some((set) => set.name === 'number') === true)
        reporterOf.set(head.record, station)
  const ordered: DemoStation[] = []
  let waiting = stations
  while (waiting.length > 0) {
    const ready = waiting.filter((station) =>
      station.changes.every(({ head }) => {
        const reporter = head.kind === INCIDENT ? reporterOf.get(head.record) : undefined
        return reporter === undefined || reporter === station || ordered.includes(reporter)
      }),
    )
    if (ready.length === 0)
      throw new Error(`these amend each other's incidents: ${waiting.map((station) => station.agencyCode).join(', ')}`)
    ordered.push(...ready)
    waiting = waiting.filter((station) => !ready.includes(station))
  }
  return ordered
}
