// Audit records of this station: written into the journal of its live space in the station's own name, so that they travel, are
// sealed, and cannot be taken back. A refusal that repeats itself is written once a minute.
import type { Fault } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId, newRecordId } from '../../shared/base/ids.ts'
import type { RandomBytes } from '../../shared/base/ports.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import type { AuditEvent } from '../../shared/model/audit.ts'
import { AUDIT } from '../../shared/model/audit.ts'
import { DIRECTORY, SPACE } from '../../shared/model/directory.ts'
import { isoWithOffset } from '../../shared/model/incident-number.ts'
import type { StationStore } from '../store/station-store.ts'

/** Done again within a minute they are left out as refusals are: anybody at the console may do them, as often as they like. */
const NOT_TWICE: ReadonlySet<AuditEvent> = new Set(['saveSetting'])
const AGAIN_AFTER_MS = 60_000
const MAX_REMEMBERED = 1_000

export interface AuditParts {
  readonly store: Pick<StationStore, 'spaces' | 'read' | 'commit'>
  readonly nowMs: () => number
  readonly random: RandomBytes
  readonly log: (fault: Fault) => void
}

export interface AuditNote {
  readonly event: AuditEvent
  readonly officer: string
  readonly name: string
  readonly about: string
  readonly refused: Fault | null
  /** The space it was about, when it was about one. */
  readonly space?: string
}

export class Audit {
  readonly #parts: AuditParts
  readonly #written = new Map<string, number>()

  constructor(parts: AuditParts) {
    this.#parts = parts
  }

  /** Writes one down. A station that has joined nothing has no journal to write in. */
  note({ event, officer, name, about, refused, space }: AuditNote): void {
    const { store, nowMs, random, log } = this.#parts
    const home = this.#spaceFor(space)
    if (
      home === undefined ||
      this.#isAgain(`${event} ${officer} ${name} ${about} ${refused?.kind ?? ''}`, refused, event)
    )
      return
    const fields = {
      event,
      at: isoWithOffset(nowMs()),
      officer,
      name: name.slice(0, 80),
      about: about.slice(0, 200),
      refused: refused?.kind ?? '',
    }
    const draft = { kind: AUDIT, id: newRecordId(nowMs(), random), fields }
    const written = store.commit(home, [draft], { officer: asId(''), nowMs: nowMs() })
    if (!written.ok) log(written.fault)
  }

  #isAgain(key: string, refused: Fault | null, event: AuditEvent): boolean {
    if (refused === null && !NOT_TWICE.has(event)) return false
    const now = this.#parts.nowMs()
    if (now - (this.#written.get(key) ?? -Infinity) < AGAIN_AFTER_MS) return true
    if (this.#written.size >= MAX_REMEMBERED) this.#written.clear()
    this.#written.set(key, now)
    return false
  }

  /** The space it is about, or the first live one of all agencies, so that nothing of the station itself hides among a few; or any. */
  #spaceFor(about: string | undefined): SpaceId | undefined {
    const { store } = this.#parts
    const spaces = store.spaces().filter((space) => space !== DIRECTORY)
    const valueOf = (space: SpaceId, field: string): unknown => {
      const record = store.read(DIRECTORY, SPACE, asId(space))
      return record === undefined ? undefined : shownValue(record, field)
    }
    const live = spaces.filter((space) => valueOf(space, 'kind') === 'live')
    return (
      spaces.find((space) => space === about) ??
      live.find((space) => valueOf(space, 'members') === '*' && !Array.isArray(valueOf(space, 'officers'))) ??
      live[0] ??
      spaces[0]
    )
  }
}
