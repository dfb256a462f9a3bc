// Who may talk to the local socket [RP-10]. Any web page in any browser of this machine can open a connection to
// 127.0.0.1, so loopback alone protects nothing: Host and Origin must be ours, and a secret must be shown: the cookie
// given for a one-time ticket, or the token that only the folder's owner can read.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const TICKET_MS = 12 * 60 * 60_000
const COOKIE_MS = 30 * 24 * 60 * 60_000
const MAX_TICKETS = 100

export interface GuardOptions {
  readonly port: number
  /** Kept in the data folder, so that open windows survive a restart of the station. */
  readonly secret: Uint8Array
  /** Bearer token of the folder's owner (command line). */
  readonly token: string
  /** Further origins, for development servers only. */
  readonly origins: readonly string[]
  readonly nowMs: () => number
}

/** Hands out tickets and cookies and checks them. Tickets are of one use and live in memory only. */
export class Guard {
  readonly #options: GuardOptions
  readonly #tickets = new Map<string, number>()

  constructor(options: GuardOptions) {
    this.#options = options
  }

  /** Cookies ignore ports, so the port is in the name: two stations on one machine must not take each other's. */
  get cookieName(): string {
    return `fengsui-${this.#options.port}`
  }

  newTicket(): string {
    const ticket = randomBytes(18).toString('base64url')
    this.#tickets.set(ticket, this.#options.nowMs() + TICKET_MS)
    const [oldest] = this.#tickets.keys()
    if (this.#tickets.size > MAX_TICKETS && oldest !== undefined) this.#tickets.delete(oldest)
    return ticket
  }

  /** The Set-Cookie line for a valid ticket, which is used up; undefined otherwise. */
  redeem(ticket: string): string | undefined {
    const untilMs = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    if (untilMs === undefined || untilMs < this.#options.nowMs()) return undefined
    const issued = `${this.#options.nowMs().toString(36)}.${randomBytes(12).toString('base64url')}`
    const value = `${issued}.${this.#sign(issued)}`
    return `${this.cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_MS / 1000}`
  }

  /** True when the Host header names this socket: a rebound DNS name does not. */
  hostFits(headers: IncomingHttpHeaders): boolean {
    const { port } = this.#options
    return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`
  }

  /** True when the page asking (if a page asks) came from this socket. */
  originFits(headers: IncomingHttpHeaders): boolean {
    const { origin } = headers
    if (origin === undefined) return true
    return (
      origin === `http://127.0.0.1:${this.#options.port}` ||
      origin === `http://localhost:${this.#options.port}` ||
      this.#options.origins.includes(origin)
    )
  }

  /** True when the caller shows a cookie of ours (a page must also show a fitting Origin) or the owner's token. */
  mayConnect(headers: IncomingHttpHeaders): boolean {
    if (!this.hostFits(headers) || !this.originFits(headers)) return false
    if (headers.origin === undefined) return this.#bearerFits(headers.authorization)
    return this.#cookieFits(headers.cookie)
  }

  #bearerFits(authorization: string | undefined): boolean {
    return authorization !== undefined && sameText(authorization, `Bearer ${this.#options.token}`)
  }

  #cookieFits(header: string | undefined): boolean {
    for (const part of (header ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2)
      if (name === this.cookieName && value !== undefined && this.#valueFits(value)) return true
    }
    return false
  }

  #valueFits(value: string): boolean {
    const cut = value.lastIndexOf('.')
    const issued = value.slice(0, cut)
    if (cut < 1 || !sameText(value.slice(cut + 1), this.#sign(issued))) return false
    const issuedMs = Number.parseInt(issued.split('.', 1)[0] ?? '', 36)
    return issuedMs + COOKIE_MS > this.#options.nowMs()
  }

  #sign(issued: string): string {
    return createHmac('sha256', this.#options.secret).update(`${this.#options.port} ${issued}`).digest('base64url')
  }
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
