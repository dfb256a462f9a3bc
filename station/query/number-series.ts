// Which spaces an agency's reports are numbered through: all live ones the station has are one series; an exercise or a
// demonstration is one by itself.
import { asId } from '../../shared/base/ids.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { DIRECTORY, SPACE } from '../../shared/model/directory.ts'
import type { StationStore } from '../store/station-store.ts'

/** The spaces whose numbers count together with those of `space`; it is always among them. */
export function seriesOf(store: Pick<StationStore, 'spaces' | 'read'>, space: string): readonly string[] {
  const isLive = (id: string): boolean => {
    const state = store.read(DIRECTORY, SPACE, asId(id))
    return state !== undefined && shownValue(state, 'kind') === 'live'
  }
  return isLive(space) ? [space, ...store.spaces().filter((id) => id !== space && isLive(id))] : [space]
}
