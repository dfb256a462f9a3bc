// The directory's words for ids: who wrote it, of which agency, at which station. Kept until the directory is touched.
import type { Kind } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { AGENCY, DIRECTORY, OFFICER, STATION } from '../../shared/model/directory.ts'
import type { Author } from '../../shared/rpc/rows.ts'
import type { StationStore } from '../store/station-store.ts'

export class Names {
  readonly #store: StationStore
  readonly #authors = new Map<string, Author>()

  constructor(store: StationStore) {
    this.#store = store
  }

  /** The directory was touched. */
  forget(): void {
    this.#authors.clear()
  }

  /** A text field of a directory record; undefined when the directory does not know it. */
  word(kind: Kind, id: string, field: string): string | undefined {
    const record = id === '' ? undefined : this.#store.read(DIRECTORY, kind, asId(id))
    const value = record === undefined ? undefined : shownValue(record, field)
    return typeof value === 'string' ? value : undefined
  }

  /** An officer's name; the id when the directory does not know it. */
  officer(id: string): string {
    return this.word(OFFICER, id, 'displayName') ?? id
  }

  /** Officer and station of a change in words; a machine's agency is that of its station. */
  author(officer: string, station: string): Author {
    const key = `${officer}\n${station}`
    let author = this.#authors.get(key)
    if (author === undefined) {
      const agency = this.word(OFFICER, officer, 'agency') ?? this.word(STATION, station, 'agency') ?? ''
      author = {
        officer,
        officerName: this.officer(officer),
        agencyName: this.word(AGENCY, agency, 'name') ?? agency,
        agencyNameEn: this.word(AGENCY, agency, 'nameEn') ?? this.word(AGENCY, agency, 'name') ?? agency,
        station,
        stationName: this.word(STATION, station, 'name') ?? station,
      }
      this.#authors.set(key, author)
    }
    return author
  }
}
