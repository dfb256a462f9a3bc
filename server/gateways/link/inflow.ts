// What comes over a link: live frames in order, gaps pulled, everything taken into this server's journal as it is. The position
// reached is noted, so that a new connection goes on from there.
import { zstdDecompressSync } from 'node:zlib'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import { pairChanges, readFrame } from '../../../shared/sync/frame.ts'
import type { EventOf } from '../../../shared/sync/protocol.ts'
import { MAX_CHANGES_PER_FRAME, MAX_FRAME_BYTES, pullPage } from '../../../shared/sync/protocol.ts'
import type { Notes } from '../gateway.ts'
import type { LinkConnection } from './connection.ts'
import { readMark, writeMark } from './marks.ts'
import type { ServerSide } from './server-side.ts'

const CURSOR = 'cursor'
/** Live frames kept while pages are pulled; beyond, they are pulled as well. */
const MAX_WAITING = 200

interface Frame {
  readonly from: number
  readonly changes: readonly SealedBytes[]
  readonly seals: readonly Seal[]
}

export interface InflowOptions {
  readonly connection: LinkConnection
  readonly side: Pick<ServerSide, 'log' | 'push'>
  readonly space: SpaceId
  readonly notes: Notes
}

export class Inflow {
  readonly #options: InflowOptions
  #waiting: Frame[] = []
  #wake: (() => void) | undefined
  #tip = 0
  #expected = 0
  #epoch = ''

  constructor(options: InflowOptions) {
    this.#options = options
  }

  /** Position up to which everything is here. */
  get expected(): number {
    return this.#expected
  }

  get epoch(): string {
    return this.#epoch
  }

  /** Begins to follow. `isUnknown`: the other side does not know where we were, and may lack what is here. */
  async follow(): Promise<Result<{ readonly epoch: string; readonly isUnknown: boolean }>> {
    const { connection, side, space, notes } = this.#options
    const cursor = readMark(notes, CURSOR, side.log.epoch)
    const answer = await connection.request('follow', { space, cursor })
    if (!answer.ok) return answer
    const { epoch, tip, mode } = answer.value
    const isKnown = cursor !== null && mode !== 'epochUnknown' && cursor.epoch === epoch
    this.#epoch = epoch
    this.#tip = Math.max(this.#tip, tip)
    this.#expected = isKnown ? cursor.pos : 0
    return ok({ epoch, isUnknown: !isKnown })
  }

  live({ epoch, from, changes, seals }: EventOf<'live'>): void {
    const { connection } = this.#options
    const pairs = pairChanges(changes)
    if (this.#epoch !== '' && epoch !== this.#epoch) return connection.close('the other server has another epoch')
    if (!pairs.ok) return
    this.#tip = Math.max(this.#tip, from + pairs.value.length - 1)
    if (this.#waiting.length >= MAX_WAITING) this.#waiting = []
    this.#waiting.push({ from, changes: pairs.value, seals })
    this.#wake?.()
  }

  /** The other side stands at `tip`. */
  behind(tip: number): void {
    this.#tip = Math.max(this.#tip, tip)
    this.#wake?.()
  }

  /** The next connection begins from nothing. */
  forget(): void {
    this.#options.notes.delete(CURSOR)
  }

  /** Takes in what comes until something cannot be taken; gives why. */
  async run(): Promise<Fault> {
    const { connection } = this.#options
    for (;;) {
      if (connection.isClosed) return fault('linkLost', 'the connection ended')
      const frame = this.#waiting[0]
      if (frame !== undefined && frame.from <= this.#expected + 1) {
        this.#waiting.shift()
        const known = this.#expected + 1 - frame.from
        const taken = await this.#take(frame.changes.slice(known), frame.seals, this.#expected)
        if (!taken.ok) return taken.fault
      } else if (this.#expected < this.#tip) {
        const pulled = await this.#pull()
        if (!pulled.ok) return pulled.fault
      } else {
        await Promise.race([connection.ended, new Promise<void>((resolve) => (this.#wake = resolve))])
        this.#wake = undefined
      }
    }
  }

  async #pull(): Promise<Result<null>> {
    const { connection, space } = this.#options
    const after = this.#expected
    const answer = await connection.request('pull', { space, epoch: this.#epoch, after, limit: MAX_CHANGES_PER_FRAME })
    if (!answer.ok) return answer
    const bytes = answer.value.zstd ? decompress(answer.value.page) : ok(answer.value.page)
    if (!bytes.ok) return bytes
    const page = readFrame(bytes.value, pullPage)
    if (!page.ok) return page
    const changes = pairChanges(page.value.changes)
    if (!changes.ok) return changes
    if (page.value.after !== after || changes.value.length === 0)
      return refuse('malformed', 'a page does not follow what was asked for', { after })
    return this.#take(changes.value, page.value.seals, after)
  }

  async #take(changes: readonly SealedBytes[], seals: readonly Seal[], after: number): Promise<Result<null>> {
    if (changes.length === 0) return ok(null)
    const { side, space, notes } = this.#options
    const taken = await side.push({ space, changes, seals, broughtBy: null })
    if (!taken.ok) return taken
    if (taken.value.gaps.length > 0) {
      // Our journal is older than what was noted: from the beginning, then.
      this.forget()
      return refuse('chainGap', 'earlier changes of the shared space are missing here')
    }
    const refused = taken.value.refused[0]
    if (refused !== undefined) return { ok: false, fault: refused.fault }
    this.#expected = after + changes.length
    writeMark(notes, CURSOR, side.log.epoch, this.#epoch, this.#expected)
    return ok(null)
  }
}

function decompress(bytes: Uint8Array): Result<Uint8Array> {
  try {
    return ok(new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: MAX_FRAME_BYTES })))
  } catch (error) {
    return refuse('malformed', error instanceof Error ? error.message : 'not zstd')
  }
}
