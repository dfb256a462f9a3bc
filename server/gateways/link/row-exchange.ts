// Units and readings over a link: newest row of each, never journaled. Each side gives what came in by its own gateways and
// nothing that came by a link, so that a row crosses one link and loops cannot arise. What the giver names is told at most every
// few seconds, what is taken is bounded, and an old row keeps its age. The rows given lie in the book under the shared space.
import type { Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { Agreement, LinkTopic } from '../../../shared/interop/link/terms.ts'
import { LINK_TOPICS } from '../../../shared/interop/link/terms.ts'
import type { AmbientRow } from '../../../shared/model/ambient.ts'
import { AMBIENT } from '../../../shared/model/ambient.ts'
import { MAX_AMBIENT_ROWS } from '../../../shared/sync/gateway-protocol.ts'
import type { EventOf } from '../../../shared/sync/protocol.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { ServerSide } from './server-side.ts'
import type { Tally } from './tally.ts'

/** Rows are given at most this often; what moved several times in between is told once. */
export const GIVE_EVERY_MS = 3_000
/** Most rows of one topic a link gives, and takes: those heard last. */
export const MAX_LINKED_ROWS = 5_000
/** Rows that are taken of one link in a second at the most, and at once after a silence. */
const MAX_PER_SECOND = 4_000
const MAX_AT_ONCE = 4 * MAX_LINKED_ROWS
/** Rows heard longer ago are not shown any more. */
const KEPT_MS = 24 * 3_600_000
/** In the book: whose rows of the shared space these are. */
const GIVEN = 'given'

type Row = AmbientRow<LinkTopic>
type Told = EventOf<'ambient'>

export interface RowExchangeOptions {
  readonly around: Pick<GatewaySurroundings, 'id' | 'ambient' | 'health' | 'nowMs'>
  readonly side: Pick<ServerSide, 'rows'>
  readonly shared: SpaceId
  readonly tally: Tally
  /** What both agree to at this time. */
  readonly agreement: () => Agreement | undefined
  /** On the calling side: tells the other. The side that was called is followed. */
  readonly tell: ((event: Told) => Promise<boolean>) | undefined
}

export class RowExchange {
  readonly #options: RowExchangeOptions
  /** Topic → id → row as text, as it was given last. */
  readonly #given = new Map<LinkTopic, Map<string, string>>()
  #timer: NodeJS.Timeout | undefined
  #isFull = true
  #isTelling = false
  #left = MAX_AT_ONCE
  #leftMs = 0

  constructor(options: RowExchangeOptions) {
    this.#options = options
  }

  start(): void {
    const { side, shared } = this.#options
    side.rows.takers.set(shared, (event) => this.take(event))
    this.#timer = setInterval(() => void this.#give(), GIVE_EVERY_MS)
    this.#timer.unref()
  }

  close(): void {
    clearInterval(this.#timer)
    const { side, shared } = this.#options
    side.rows.takers.delete(shared)
    side.rows.book.removeAll(shared, GIVEN, LINK_TOPICS)
  }

  /** A new connection: everything is told again. */
  again(): void {
    this.#isFull = true
  }

  /** Takes rows of the other side. What is too much is left: a later row of the unit says all it said. */
  take({ topic, put, gone, full, more }: Told): Result<null> {
    const { around, agreement, tally } = this.#options
    const known = LINK_TOPICS.find((one) => one === topic)
    if (known === undefined || agreement()?.takesTopics.includes(known) !== true)
      return refuse('notAllowed', `${topic} is not agreed to`, { topic })
    // A whole list in one event: what is not in it is gone.
    if (full && !more) {
      const named = new Set(put.map((row) => `${around.id}/${idOf(row)}`))
      for (const { id } of around.ambient.rows(known)) if (!named.has(id)) around.ambient.remove(known, id)
    }
    for (const id of gone) around.ambient.remove(known, `${around.id}/${id}`)
    const allowed = this.#allowance(put.length)
    let odd = 0
    let count = 0
    for (const given of put.slice(0, allowed)) {
      const row = this.#received(known, given)
      if (row === undefined) odd += 1
      else {
        around.ambient.put(known, row)
        count += 1
      }
    }
    this.#bound(known)
    if (count > 0) {
      around.health.took(0)
      tally.took(known, count)
    }
    if (odd > 0) around.health.refused(fault('invalidInput', `${odd} rows of ${topic} are none`, { topic, count: odd }))
    if (allowed < put.length) return refuse('rateLimited', `${put.length - allowed} rows of ${topic} were left out`)
    return ok(null)
  }

  #received(topic: LinkTopic, given: unknown): Row | undefined {
    const { around } = this.#options
    const parsed = AMBIENT[topic].safeParse(given)
    if (!parsed.success) return undefined
    const nowMs = around.nowMs()
    // A clock ahead of ours makes nothing younger than now.
    const heardMs = Math.min(parsed.data.heardMs, nowMs)
    const row = { ...parsed.data, id: `${around.id}/${parsed.data.id}`, gateway: around.id, heardMs }
    const fits = AMBIENT[topic].safeParse(row)
    return fits.success && nowMs - heardMs < KEPT_MS ? fits.data : undefined
  }

  #allowance(wanted: number): number {
    const nowMs = this.#options.around.nowMs()
    const passedMs = Math.max(0, nowMs - this.#leftMs)
    this.#leftMs = nowMs
    this.#left = Math.min(MAX_AT_ONCE, this.#left + (passedMs * MAX_PER_SECOND) / 1_000)
    const allowed = Math.min(wanted, Math.floor(this.#left))
    this.#left -= allowed
    return allowed
  }

  /** Oldest first go those above the limit, and those nobody heard for a day. */
  #bound(topic: LinkTopic): void {
    const { ambient, nowMs } = this.#options.around
    const rows = ambient.rows(topic)
    const above = rows.length - MAX_LINKED_ROWS
    for (const [at, { id, heardMs }] of rows.entries())
      if (at < above || nowMs() - heardMs > KEPT_MS) ambient.remove(topic, id)
  }

  async #give(): Promise<void> {
    if (this.#isTelling) return
    this.#isTelling = true
    try {
      const full = this.#isFull
      this.#isFull = false
      for (const topic of LINK_TOPICS) await this.#giveTopic(topic, full)
    } finally {
      this.#isTelling = false
    }
  }

  async #giveTopic(topic: LinkTopic, full: boolean): Promise<void> {
    const { side, shared, tell, tally, around, agreement } = this.#options
    const agreed = agreement()
    if (agreed?.takesTopics.includes(topic) !== true)
      for (const { id } of around.ambient.rows(topic)) around.ambient.remove(topic, id)
    else this.#bound(topic)
    const gives = agreed?.givesTopics.includes(topic) === true
    const rows = gives ? this.#ours(topic, agreed.personal) : []
    const before = full && tell !== undefined ? new Map<string, string>() : (this.#given.get(topic) ?? new Map())
    const now = new Map(rows.map((row) => [row.id, JSON.stringify(row)]))
    const put = rows.filter(({ id }) => before.get(id) !== now.get(id))
    const gone = [...before.keys()].filter((id) => !now.has(id))
    this.#given.set(topic, now)
    if (tell === undefined) {
      for (const id of gone) side.rows.book.remove(shared, GIVEN, topic, id)
      for (const row of put) side.rows.book.put(shared, GIVEN, topic, row)
    } else if (
      (put.length + gone.length > 0 || (full && gives)) &&
      !(await this.#tellAll(tell, topic, put, gone, full))
    ) {
      this.#isFull = true
      return
    }
    if (put.length > 0) tally.gave(topic, put.length)
  }

  async #tellAll(
    tell: (event: Told) => Promise<boolean>,
    topic: LinkTopic,
    put: readonly Row[],
    gone: readonly string[],
    full: boolean,
  ): Promise<boolean> {
    const { shared: space } = this.#options
    for (let at = 0; at === 0 || at < Math.max(put.length, gone.length); at += MAX_AMBIENT_ROWS) {
      const more = at + MAX_AMBIENT_ROWS < Math.max(put.length, gone.length)
      const part = put.slice(at, at + MAX_AMBIENT_ROWS) as unknown as Told['put']
      const event = {
        topic,
        space,
        full: full && at === 0,
        more,
        put: part,
        gone: gone.slice(at, at + MAX_AMBIENT_ROWS),
      }
      if (!(await tell(event))) return false
    }
    return true
  }

  /** What came in by gateways of this server that are no links. Facts and persons name people. */
  #ours(topic: LinkTopic, personal: boolean): readonly Row[] {
    const { ambient } = this.#options.around
    const links = new Set(ambient.all('systems').flatMap(({ id, kind }) => (kind === 'link' ? [id] : [])))
    const rows: readonly Row[] = ambient.all(topic)
    return rows
      .filter((row) => !links.has(row.gateway))
      .toSorted((a, b) => b.heardMs - a.heardMs)
      .slice(0, MAX_LINKED_ROWS)
      .flatMap((row): Row[] => {
        if (!('facts' in row) || personal) return [row]
        return row.sort === 'person' ? [] : [{ ...row, facts: {} }]
      })
  }
}

function idOf(row: Told['put'][number]): string {
  return typeof row === 'object' && row !== null && 'id' in row && typeof row['id'] === 'string' ? row['id'] : ''
}
