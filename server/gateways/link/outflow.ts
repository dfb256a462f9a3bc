// What goes over a link: the changes this server wrote in the shared space, page by page, sealed; all changes there, the other
// side's own as well, while it may lack them. Sending a page again is harmless.
import { toHex } from '../../../shared/base/bytes.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, faultOf, ok } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { Seal } from '../../../shared/journal/chain.ts'
import { makeSeal } from '../../../shared/journal/chain.ts'
import type { SealedBytes } from '../../../shared/journal/change.ts'
import type { ChangeHeader } from '../../../shared/journal/change.ts'
import { decodeHeader } from '../../../shared/journal/change.ts'
import { flattenChanges } from '../../../shared/sync/frame.ts'
import { sha256 } from '../../log/node-crypto.ts'
import type { Notes } from '../gateway.ts'
import type { LinkConnection } from './connection.ts'
import { readMark, writeMark } from './marks.ts'
import type { ServerSide } from './server-side.ts'

const SENT = 'sent'
const REFILL = 'refill'
const PAGE_CHANGES = 1_000
const PAGE_BYTES = 1024 * 1024

export interface OutflowOptions {
  readonly connection: LinkConnection
  readonly side: Pick<ServerSide, 'log'>
  readonly space: SpaceId
  readonly notes: Notes
  /** The other server: what it wrote itself it has, unless it is refilled. */
  readonly peer: string
}

export class Outflow {
  /** Resolves with a fault when what is here cannot be sent. */
  readonly ended: Promise<Fault>
  readonly #options: OutflowOptions
  #end: (why: Fault) => void = () => undefined
  #wake: (() => void) | undefined
  #due = true
  #idle = false

  constructor(options: OutflowOptions) {
    this.#options = options
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  /** True when nothing waits. */
  get isIdle(): boolean {
    return this.#idle && !this.#due
  }

  wake(): void {
    this.#due = true
    this.#wake?.()
  }

  /** The other side may lack anything: everything is sent, once. Noted, so that a broken connection does not end it. */
  refill(epoch: string): void {
    const { notes } = this.#options
    notes.set(REFILL, epoch)
    notes.delete(SENT)
  }

  async run(epoch: string): Promise<void> {
    const { connection } = this.#options
    while (!connection.isClosed) {
      if (this.#due) {
        this.#due = false
        this.#idle = false
        const sent = await this.#sendAll(epoch).catch(
          (error: unknown) => ({ ok: false, fault: faultOf(error) }) as const,
        )
        if (!sent.ok) return this.#end(sent.fault)
        this.#idle = true
      } else {
        await Promise.race([connection.ended, new Promise<void>((resolve) => (this.#wake = resolve))])
        this.#wake = undefined
      }
    }
  }

  async #sendAll(epoch: string): Promise<Result<null>> {
    const { side, space, notes, peer } = this.#options
    const { log } = side
    const isRefill = notes.get(REFILL) === epoch
    const mark = readMark(notes, SENT, log.epoch)
    let after = mark?.epoch === epoch ? mark.pos : 0
    for (;;) {
      const tip = await log.tip(space)
      if (after >= tip) break
      const page = await log.page(space, after, tip, PAGE_CHANGES, PAGE_BYTES)
      if (page.changes.length === 0) break
      const changes = isRefill ? page.changes : page.changes.filter((change) => authorOf(change) !== peer)
      const sent = changes.length === 0 ? ok(null) : await this.#send(changes, page.seals)
      if (!sent.ok) return sent
      after += page.changes.length
      writeMark(notes, SENT, log.epoch, epoch, after)
    }
    if (isRefill) notes.delete(REFILL)
    return ok(null)
  }

  async #send(changes: readonly SealedBytes[], seals: readonly Seal[]): Promise<Result<null>> {
    const { connection, space, notes } = this.#options
    const answer = await connection.request('push', {
      space,
      changes: flattenChanges(changes),
      seals: [...seals, ...this.#ownSeals(changes)],
    })
    if (!answer.ok) return answer
    const { gaps, refused } = answer.value
    if (gaps.length > 0) {
      // It has less than was thought: everything, from the beginning.
      notes.delete(SENT)
      return { ok: false, fault: fault('chainGap', 'the other server lacks earlier changes: sent anew') }
    }
    const first = refused[0]
    return first === undefined ? ok(null) : { ok: false, fault: first.fault as Fault }
  }

  /** The newest seal may lie beyond the page: our own chains are sealed where each of their branches ends in it. */
  #ownSeals(changes: readonly SealedBytes[]): readonly Seal[] {
    const { side, space } = this.#options
    const ends = new Map<string, { readonly head: ChangeHeader; readonly hash: Uint8Array }>()
    for (const { header } of changes) {
      const head = decodeHeader(header)
      if (!head.ok || head.value.station !== side.log.station) continue
      const hash = sha256(header)
      ends.delete(toHex(head.value.previous))
      ends.set(toHex(hash), { head: head.value, hash })
    }
    return [...ends.values()].map(({ head: { station, chain, seq }, hash }) =>
      makeSeal(space, { station, chain }, seq, hash, (message) => side.log.sign(message)),
    )
  }
}

function authorOf({ header }: SealedBytes): string {
  const head = decodeHeader(header)
  return head.ok ? head.value.station : ''
}
