// How the watches of what is not journaled are opened: which rows fit, and how views see them.
import type { Json } from '../../shared/base/json.ts'
import type { Topic, TrackRow } from '../../shared/model/ambient.ts'
import { UNIT_SORTS } from '../../shared/model/ambient.ts'
import { AGENCY } from '../../shared/model/directory.ts'
import type { FeatureView, ReadingView, SystemView, TrackPoint, TrackView } from '../../shared/rpc/rows.ts'
import type { WatchParams } from '../../shared/rpc/watches.ts'
import type { AmbientBook } from './ambient-book.ts'
import { MOST_ROWS } from './ambient-book.ts'
import type { AmbientQuestion } from './ambient-source.ts'
import { AmbientSource } from './ambient-source.ts'
import type { Names } from './names.ts'
import type { Hearing } from './open-watch.ts'
import type { WatchSource } from './watch-source.ts'

interface Opened {
  readonly source: WatchSource
  readonly hearing: Hearing
}

/** Openers for `systems`, `tracks`, `track`, `readings` and `features`. */
export function ambientOpeners(book: AmbientBook, names: Names) {
  const opened = <Of extends Topic>(question: AmbientQuestion<Of>, ...topics: Hearing['topics']): Opened => ({
    source: new AmbientSource(book, question),
    hearing: { space: null, topics, ambient: { space: question.space, topic: question.topic } },
  })
  return {
    systems: ({ space }: WatchParams<'systems'>): Opened =>
      opened(
        {
          topic: 'systems',
          space,
          limit: MOST_ROWS.systems,
          fits: () => true,
          view: (row) => {
            const name = names.word(AGENCY, row.agency, 'name') ?? row.agency
            const nameEn = names.word(AGENCY, row.agency, 'nameEn') ?? name
            return asJson<SystemView>({ ...row, key: row.id, agencyName: name, agencyNameEn: nameEn })
          },
        },
        'names',
      ),
    tracks: ({ space, box, onlyDistress, limit }: WatchParams<'tracks'>): Opened =>
      opened({
        topic: 'tracks',
        space,
        limit,
        fits: (row) => (onlyDistress !== true || row.isDistress) && (box === undefined || isInside(row, box)),
        view: (row) => asJson<TrackPoint>(pointOf(row, book.sinceMs('tracks', space, row.id))),
      }),
    track: ({ space, id }: WatchParams<'track'>): Opened =>
      opened({
        topic: 'tracks',
        space,
        limit: 1,
        fits: (row) => row.id === id,
        view: (row) => asJson<TrackView>({ ...row, key: row.id, trail: book.trail(space, row.id) }),
      }),
    readings: ({ space, states, limit }: WatchParams<'readings'>): Opened =>
      opened({
        topic: 'readings',
        space,
        limit,
        fits: ({ state }) => states === undefined || states.includes(state),
        view: (row) => asJson<ReadingView>({ ...row, key: row.id, stateMs: book.sinceMs('readings', space, row.id) }),
      }),
    features: ({ space, limit }: WatchParams<'features'>): Opened =>
      opened({
        topic: 'features',
        space,
        limit,
        fits: () => true,
        view: (row) => asJson<FeatureView>({ ...row, key: row.id }),
      }),
  }
}

function pointOf(row: TrackRow, distressMs: number): TrackPoint {
  const { id, longitude, latitude, course, speed, sort, atMs, heardMs, staleMs, name } = row
  return [
    id,
    longitude,
    latitude,
    course,
    speed,
    UNIT_SORTS.indexOf(sort),
    row.isDistress ? Math.max(1, distressMs) : 0,
    atMs,
    heardMs,
    staleMs,
    name,
  ]
}

/** Boxes do not cross the 180° meridian. */
function isInside({ longitude, latitude }: TrackRow, box: readonly [number, number, number, number]): boolean {
  return longitude >= box[0] && longitude <= box[2] && latitude >= box[1] && latitude <= box[3]
}

/** Rows are JSON; the types of tuples and optional fields hide it from the compiler. */
function asJson<Row>(row: Row): Json {
  return row as unknown as Json
}
