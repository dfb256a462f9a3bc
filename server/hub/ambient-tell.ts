// Rows that are no journal, told to the peers that asked: everything first, then what changed. A peer that reads slowly is
// left out and, once it has read, told everything again: it costs bounded memory and never gets old rows for new ones.
import type { SpaceId } from '../../shared/base/ids.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import { encodeEvent } from '../../shared/sync/frame.ts'
import { MAX_AMBIENT_ROWS } from '../../shared/sync/gateway-protocol.ts'
import type { EventOf } from '../../shared/sync/protocol.ts'
import type { Peer } from './peer.ts'

/** Bytes waiting in a peer's socket beyond which rows are left out. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024

/** What changed in a topic of a space. */
export interface AmbientTold {
  readonly space: SpaceId
  readonly topic: Topic
  readonly put: readonly AmbientRow<Topic>[]
  readonly gone: readonly string[]
}

export type AmbientRows = (space: SpaceId, topic: Topic) => readonly AmbientRow<Topic>[]

export class AmbientTell {
  readonly #rows: AmbientRows
  /** Peer → `<space>\n<topic>` → whether it must be told everything. */
  readonly #asked = new Map<Peer, Map<string, boolean>>()

  constructor(rows: AmbientRows) {
    this.#rows = rows
  }

  /** From here on the peer is told; it is told everything at once. */
  begin(peer: Peer, space: SpaceId, topics: readonly Topic[]): void {
    const asked = this.#asked.get(peer) ?? new Map<string, boolean>()
    this.#asked.set(peer, asked)
    for (const topic of topics) {
      asked.set(`${space}\n${topic}`, false)
      this.#send(peer, framesOf(space, topic, this.#rows(space, topic), [], true))
    }
  }

  gone(peer: Peer): void {
    this.#asked.delete(peer)
  }

  /** Tells what changed; encoded once for all. */
  tell({ space, topic, put, gone }: AmbientTold): void {
    const key = `${space}\n${topic}`
    let changed: readonly Uint8Array[] | undefined
    let all: readonly Uint8Array[] | undefined
    for (const [peer, asked] of this.#asked) {
      const lacks = asked.get(key)
      if (lacks === undefined) continue
      // What it may no longer follow it hears nothing more of.
      if (!peer.following.has(space)) asked.delete(key)
      else if (peer.socket.bufferedBytes() > MAX_BUFFERED_BYTES) asked.set(key, true)
      else if (lacks) {
        all ??= framesOf(space, topic, this.#rows(space, topic), [], true)
        asked.set(key, false)
        this.#send(peer, all)
      } else this.#send(peer, (changed ??= framesOf(space, topic, put, gone, false)))
    }
  }

  #send(peer: Peer, frames: readonly Uint8Array[]): void {
    for (const frame of frames) peer.socket.emit('ambient', frame)
  }
}

function framesOf(
  space: SpaceId,
  topic: Topic,
  put: readonly AmbientRow<Topic>[],
  gone: readonly string[],
  full: boolean,
): readonly Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at === 0 || at < Math.max(put.length, gone.length); at += MAX_AMBIENT_ROWS) {
    const more = at + MAX_AMBIENT_ROWS < Math.max(put.length, gone.length)
    const event = {
      ...{ topic, space, full: full && at === 0, more },
      put: put.slice(at, at + MAX_AMBIENT_ROWS),
      gone: gone.slice(at, at + MAX_AMBIENT_ROWS),
    }
    frames.push(encodeEvent('ambient', event as EventOf<'ambient'>))
  }
  return frames
}
