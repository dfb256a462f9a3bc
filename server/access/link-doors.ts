// Where linked servers come in. A running link gateway opens a door for its shared space: until the other server has joined the
// door has a code that counts once, afterwards only the station the directory knows for that space goes through, and only while
// the door is open. A link that is paused, over or revoked has none. Two servers may have several links, each with a door of its
// own: one for each space they share.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { StationRecord } from '../../shared/model/directory.ts'
import { codeHash } from './secrets.ts'

export interface LinkDoor {
  readonly space: string
  /** The space of this server that the link shares. */
  readonly own: string
  readonly agency: string
  readonly name: string
  /** Undefined once the other server has joined. */
  readonly code: { readonly hash: Uint8Array; readonly expiresMs: number } | undefined
  /** Why nobody goes through at present. */
  barred(): Fault | undefined
}

export class LinkDoors {
  readonly #doors = new Map<string, LinkDoor>()
  /** Shared spaces this server itself calls out for, each with its own space that is shared there. */
  readonly #calls = new Map<string, string>()

  /** Opens the door of a space in place of the one it had. */
  open(door: LinkDoor): void {
    this.#doors.set(door.space, door)
  }

  /** This server calls another for this space. */
  call(space: string, own: string): void {
    this.#calls.set(space, own)
  }

  close(space: string): void {
    this.#doors.delete(space)
    this.#calls.delete(space)
  }

  /** True while a link of this server runs over the shared space. */
  runs(space: string): boolean {
    return this.#doors.has(space) || this.#calls.has(space)
  }

  /** The one of these shared spaces by which a running link shares the own space. */
  sharing(own: string, spaces: readonly string[]): string | undefined {
    return spaces.find((space) => (this.#doors.get(space)?.own ?? this.#calls.get(space)) === own)
  }

  /** The door a code opens. */
  forCode(code: string, nowMs: number): LinkDoor | undefined {
    const hash = codeHash(code)
    return [...this.#doors.values()].find(
      (door) =>
        door.code !== undefined &&
        door.code.expiresMs > nowMs &&
        sameBytes(door.code.hash, hash) &&
        door.barred() === undefined,
    )
  }

  /** Why a known linked server may not link now, over none of its spaces; undefined when it may, and for other stations. */
  refusal(station: StationRecord): Fault | undefined {
    if (station.only === undefined) return undefined
    const barred = station.only.map((space) => this.bars(station, space))
    return barred.includes(undefined) ? undefined : (barred.at(-1) ?? paused())
  }

  /** Why a known linked server may do nothing in the space at present. */
  bars(station: StationRecord, space: string): Fault | undefined {
    if (station.ended?.includes(space) === true) return fault('stationRevoked', 'the link was ended', { space })
    const door = this.#doors.get(space)
    return door === undefined ? paused() : door.barred()
  }
}

function paused(): Fault {
  return fault('offline', 'the link is paused at this server')
}
