// One connected station: what it has proved, what it follows, and how much it has not taken yet. A peer that reads slowly
// is left out of live frames beyond a limit and told once to pull; it costs bounded memory and slows nobody [SY-11].
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { encodeEvent } from '../../shared/sync/frame.ts'
import type { EventName, RequestName } from '../../shared/sync/protocol.ts'

/** Bytes waiting in a peer's socket beyond which live frames are left out. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024
const DRAIN_LOOK_MS = 200

/** One end of a connection to a station, as the hub needs it: Socket.IO's, or the simulation's. */
export interface PeerSocket {
  /** Where it comes from, as far as the transport knows: wrong join codes are counted by it. */
  readonly address?: string
  /** Sends an event's frame. */
  emit(name: EventName, frame: Uint8Array): void
  /** Its id among the sockets of the transport, which can then send one encoding to many; `sent` counts those bytes here. */
  readonly together?: { readonly id: string; readonly isChecked: boolean; sent(bytes: number): void }
  /** Bytes the station has not taken yet. */
  bufferedBytes(): number
  close(): void
  /** Ends it without waiting for what the station has not taken. */
  destroy?(): void
}

/** A connection the hub has taken in. */
export interface AcceptedPeer {
  /** A request came; `answer` is called once. */
  ask(name: RequestName, frame: unknown, answer: (bytes: Uint8Array) => void): void
  gone(): void
}

export interface Identity {
  readonly station: StationId
  readonly agency: string
  /** The spaces told at the greeting, for comparison after the directory changed. */
  readonly spaces: string
  /** Unknown since a restore: it may bring back the directory and nothing else [SL-14]. */
  readonly isStranger?: boolean
}

export class Peer {
  readonly socket: PeerSocket
  readonly nonce: Uint8Array
  identity: Identity | undefined
  /** The version it greeted with; 0 before. */
  protocol = 0
  readonly following = new Set<SpaceId>()
  /** Spaces it followed with a cursor of the present epoch: what it was told agreed there must be here. */
  readonly sound = new Set<SpaceId>()
  /** When it last began to compare journals; 0 never. */
  refillsSinceMs = 0
  onGone: () => void = () => undefined
  readonly #behind = new Map<SpaceId, { readonly epoch: string; readonly tip: number }>()
  #look: NodeJS.Timeout | undefined

  constructor(socket: PeerSocket, nonce: Uint8Array) {
    this.socket = socket
    this.nonce = nonce
  }

  /** True when a live frame may be sent to it now; otherwise it is remembered that the peer must pull. */
  takes(space: SpaceId, epoch: string, tip: number): boolean {
    if (this.#behind.has(space) || this.socket.bufferedBytes() > MAX_BUFFERED_BYTES) {
      this.#behind.set(space, { epoch, tip })
      this.#look ??= setInterval(() => this.#tellWhenDrained(), DRAIN_LOOK_MS)
      return false
    }
    return true
  }

  close(): void {
    clearInterval(this.#look)
    this.socket.close()
  }

  /** The socket ended by itself. */
  gone(): void {
    clearInterval(this.#look)
    this.onGone()
  }

  #tellWhenDrained(): void {
    if (this.socket.bufferedBytes() > MAX_BUFFERED_BYTES / 4) return
    clearInterval(this.#look)
    this.#look = undefined
    for (const [space, { epoch, tip }] of this.#behind)
      this.socket.emit('behind', encodeEvent('behind', { space, epoch, tip }))
    this.#behind.clear()
  }
}
