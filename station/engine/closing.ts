// Keeps when this station closes for want of a link, and opens it with an administrator's code [SE-22].
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Attempts } from '../../shared/base/attempts.ts'
import { toBase32, toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { ClosingState } from '../../shared/model/closing.ts'
import {
  EXTENSION_LETTERS,
  closesAtMs,
  closesSoon,
  closingSchema,
  extended,
  extensionText,
  isClosed,
  linkedNow,
  seen,
} from '../../shared/model/closing.ts'
import type { ClosingView } from '../../shared/rpc/rows.ts'
import type { StationStore } from '../store/station-store.ts'
import { triesBook } from './tries-book.ts'

const META = 'closing'
/** The clock is written down this often. */
const KEEP_EVERY_MS = 60_000
const NEVER: ClosingState = { days: 0, secret: '', linkedMs: 0, seenMs: 0, openMs: 0, used: 0 }

export interface ClosingParts {
  readonly store: Pick<StationStore, 'meta' | 'setMeta' | 'station'>
  readonly nowMs: () => number
  readonly isLinked: () => boolean
  /** What views see has changed. */
  readonly onChange: () => void
}

export class Closing {
  readonly #parts: ClosingParts
  readonly #attempts: Attempts
  #state: ClosingState
  #keptMs: number

  constructor(parts: ClosingParts) {
    this.#parts = parts
    this.#attempts = new Attempts(triesBook(parts.store, 'closing'))
    const kept = closingSchema.safeParse(parts.store.meta(META))
    this.#state = kept.success ? kept.data : NEVER
    this.#keptMs = this.#state.seenMs
  }

  /** What a server said when it let this station in; a server that says nothing never closes it. */
  told(rule: { readonly days: number; readonly secret: Uint8Array } | undefined): void {
    const { days = 0, secret } = rule ?? {}
    const known = { ...this.#state, days, secret: secret === undefined ? '' : toHex(secret) }
    this.#keep(linkedNow(known, this.#parts.nowMs()))
  }

  /** Looks at the clock; call it every second or so. */
  look(): void {
    if (this.#state.days === 0) return
    const nowMs = this.#parts.nowMs()
    const before = this.view()
    this.#state = this.#parts.isLinked() ? linkedNow(this.#state, nowMs) : seen(this.#state, nowMs)
    const after = this.view()
    if (
      Math.abs(this.#state.seenMs - this.#keptMs) >= KEEP_EVERY_MS ||
      before?.isSoon !== after?.isSoon ||
      before?.isClosed !== after?.isClosed
    )
      this.#keep(this.#state)
  }

  get isClosed(): boolean {
    return !this.#parts.isLinked() && isClosed(this.#state)
  }

  /** Null while it never closes. */
  view(): ClosingView | null {
    const closesMs = closesAtMs(this.#state)
    if (closesMs === null) return null
    const isSoon = !this.#parts.isLinked() && closesSoon(this.#state)
    return { closesMs, isClosed: this.isClosed, isSoon, number: this.#state.used }
  }

  /** Opens it for a while with the code for the number it shows. */
  extend(typed: string): Result<null> {
    const { nowMs, store } = this.#parts
    if (this.#state.days === 0) return refuse('nothingToChange', 'this station does not close')
    const may = this.#attempts.begin('extend', nowMs())
    if (!may.ok) return may
    const mac = createHmac('sha256', Buffer.from(this.#state.secret, 'hex'))
      .update(extensionText(store.station, this.#state.used))
      .digest()
    const wanted = Buffer.from(toBase32(new Uint8Array(mac)).slice(0, EXTENSION_LETTERS))
    const given = Buffer.from(typed.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return refuse('wrongCode', 'this is not the code for the number shown')
    this.#attempts.succeeded('extend')
    this.#keep(extended(seen(this.#state, nowMs())))
    return ok(null)
  }

  #keep(state: ClosingState): void {
    this.#state = state
    this.#keptMs = state.seenMs
    this.#parts.store.setMeta(META, { ...state })
    this.#parts.onChange()
  }
}
