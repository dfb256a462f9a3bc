// Rows that are no journal, told to the peers that asked: everything first, then what changed. A peer that reads slowly is
// left out and, once it has read, told everything again: it costs bounded memory and never gets old rows for new ones.
import type { SpaceId } from '../../shared/base/ids.ts'
import type { AmbientRow, SystemRow, Topic } from '../../shared/model/ambient.ts'
import { encodeEvent } from '../../shared/sync/frame.ts'
import { MAX_AMBIENT_ROWS, TROUBLES_SINCE_PROTOCOL, systemRowFor } from '../../shared/sync/gateway-protocol.ts'
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
      this.#send(peer, framesOf(space, topic, rowsFor(peer, topic, this.#rows(space, topic)), [], true))
    }
  }

  gone(peer: Peer): void {
    this.#asked.delete(peer)
  }

  /** Tells what changed; encoded once for all, and once for all of an older version. */
  tell({ space, topic, put, gone }: AmbientTold): void {
    const key = `${space}\n${topic}`
    const encoded = new Map<string, readonly Uint8Array[]>()
    const once = (peer: Peer, full: boolean): readonly Uint8Array[] => {
      const name = `${full} ${topic === 'systems' && peer.protocol < TROUBLES_SINCE_PROTOCOL}`
      const known = encoded.get(name)
      if (known !== undefined) return known
      const rows = rowsFor(peer, topic, full ? this.#rows(space, topic) : put)
      const frames = framesOf(space, topic, rows, full ? [] : gone, full)
      encoded.set(name, frames)
      return frames
    }
    for (const [peer, asked] of this.#asked) {
      const lacks = asked.get(key)
      if (lacks === undefined) continue
      // What it may no longer follow it hears nothing more of.
      if (!peer.following.has(space)) asked.delete(key)
      else if (peer.socket.bufferedBytes() > MAX_BUFFERED_BYTES) asked.set(key, true)
      else if (lacks) {
        asked.set(key, false)
        this.#send(peer, once(peer, true))
      } else this.#send(peer, once(peer, false))
    }
  }

  #send(peer: Peer, frames: readonly Uint8Array[]): void {
    for (const frame of frames) peer.socket.emit('ambient', frame)
  }
}

/** The rows as the peer's version takes them. */
function rowsFor({ protocol }: Peer, topic: Topic, rows: readonly AmbientRow<Topic>[]): readonly AmbientRow<Topic>[] {
  return topic === 'systems' ? rows.map((row) => systemRowFor(protocol, row as SystemRow)) : rows
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
