// Which attachments each space and each incident has, in memory: read once per space when first asked, then kept up with
// what the store touches. Attachments are few beside incidents, and a list of an incident's files must not read them all.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { NamedFile } from '../../shared/model/attachment.ts'
import { ATTACHMENT, namedFile } from '../../shared/model/attachment.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore, Touched } from '../store/station-store.ts'

/** One attachment of a space's journal. */
export interface AttachmentEntry {
  readonly space: SpaceId
  readonly id: string
  readonly incident: string
  /** Undefined when what the journal says cannot be a file. */
  readonly file: NamedFile | undefined
  readonly isVoid: boolean
}

class SpaceIndex {
  readonly entries = new Map<string, AttachmentEntry>()
  readonly #ofIncident = new Map<string, Set<string>>()

  put(entry: AttachmentEntry): void {
    this.remove(entry.id)
    this.entries.set(entry.id, entry)
    const ids = this.#ofIncident.get(entry.incident)
    if (ids === undefined) this.#ofIncident.set(entry.incident, new Set([entry.id]))
    else ids.add(entry.id)
  }

  remove(id: string): void {
    const before = this.entries.get(id)
    if (before === undefined) return
    this.entries.delete(id)
    this.#ofIncident.get(before.incident)?.delete(id)
  }

  ofIncident(incident: string): readonly string[] {
    return [...(this.#ofIncident.get(incident) ?? [])].toSorted()
  }
}

export class AttachmentIndex {
  readonly #store: StationStore
  readonly #reads: StationReads
  readonly #spaces = new Map<SpaceId, SpaceIndex>()
  readonly #stopHearing: () => void

  /** Hears the store from now on. Make it before whoever asks it when the store was touched. */
  constructor(store: StationStore, reads: StationReads) {
    this.#store = store
    this.#reads = reads
    this.#stopHearing = store.onTouched((touched) => this.#hear(touched))
  }

  /** Every attachment of a space. */
  all(space: SpaceId): Iterable<AttachmentEntry> {
    return this.#of(space).entries.values()
  }

  /** Ids of the attachments of an incident, oldest first (ids sort by age). */
  ofIncident(space: SpaceId, incident: string): readonly string[] {
    return this.#of(space).ofIncident(incident)
  }

  get(space: SpaceId, id: string): AttachmentEntry | undefined {
    return this.#of(space).entries.get(id)
  }

  close(): void {
    this.#stopHearing()
  }

  #hear({ space, records, all }: Touched): void {
    const index = this.#spaces.get(space)
    if (index === undefined) return
    if (all) {
      this.#spaces.delete(space)
      return
    }
    for (const { kind, id } of records) if (kind === ATTACHMENT) this.#take(index, space, id)
  }

  #of(space: SpaceId): SpaceIndex {
    const known = this.#spaces.get(space)
    if (known !== undefined) return known
    const index = new SpaceIndex()
    const look = this.#reads.look(space, '')
    if (look === undefined) return index
    for (const id of this.#reads.ofKind(look, ATTACHMENT)) this.#take(index, space, id)
    this.#spaces.set(space, index)
    return index
  }

  #take(index: SpaceIndex, space: SpaceId, id: string): void {
    const state = this.#store.read(space, ATTACHMENT, asId(id))
    const fields = state === undefined ? undefined : shownFields(state)
    const incident = fields?.['incident']
    if (fields === undefined || typeof incident !== 'string') {
      index.remove(id)
      return
    }
    const voidReason = fields['voidReason'] ?? null
    index.put({ space, id, incident, file: namedFile(fields), isVoid: voidReason !== null })
  }
}
