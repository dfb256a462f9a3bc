// Wrong tries at the station's secrets outlive the program: else whoever guesses would only have to start it again.
import type { AttemptsBook, Tries } from '../../shared/base/attempts.ts'
import type { StationStore } from '../store/station-store.ts'

/** Tries of one kind, kept in the station's database. */
export function triesBook(store: Pick<StationStore, 'meta' | 'setMeta'>, kind: 'session' | 'closing'): AttemptsBook {
  const name = (key: string): string => `${kind}.tries.${key}`
  return {
    load(key) {
      const kept = store.meta(name(key)) as Tries | null | undefined
      return kept ?? undefined
    },
    save: (key, tries) => store.setMeta(name(key), tries === undefined ? null : { ...tries }),
  }
}
