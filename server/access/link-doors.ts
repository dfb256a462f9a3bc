// Where linked servers come in. A running link gateway opens a door for its shared space: until the other server has joined the
// door has a code that counts once, afterwards only the station the directory knows for that space goes through, and only while
// the door is open. A link that is paused, over or revoked has none.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { StationRecord } from '../../shared/model/directory.ts'
import { codeHash } from './secrets.ts'

export interface LinkDoor {
  readonly space: string
  readonly agency: string
  readonly name: string
  /** Undefined once the other server has joined. */
  readonly code: { readonly hash: Uint8Array; readonly expiresMs: number } | undefined
  /** Why nobody goes through at present. */
  barred(): Fault | undefined
}

export class LinkDoors {
  readonly #doors = new Map<string, LinkDoor>()
  /** Shared spaces this server itself calls out for. */
  readonly #calls = new Set<string>()

  /** Opens the door of a space in place of the one it had. */
  open(door: LinkDoor): void {
    this.#doors.set(door.space, door)
  }

  /** This server calls another for this space. */
  call(space: string): void {
    this.#calls.add(space)
  }

  close(space: string): void {
    this.#doors.delete(space)
    this.#calls.delete(space)
  }

  /** True while a link of this server runs over one of these spaces. */
  runs(spaces: readonly string[]): boolean {
    return spaces.some((space) => this.#doors.has(space) || this.#calls.has(space))
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

  /** Why a known linked server may not link now; undefined when it may, and for every other station. */
  refusal({ only }: StationRecord): Fault | undefined {
    if (only === undefined) return undefined
    for (const space of only) {
      const door = this.#doors.get(space)
      const why = door === undefined ? fault('offline', 'the link is paused at this server') : door.barred()
      if (why !== undefined) return why
    }
    return undefined
  }
}
