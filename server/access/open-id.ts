// Signing in with an existing directory (统一身份认证) by OpenID Connect: authorization code with PKCE, the server as the relying
// party (OpenID Connect Core 1.0, section 3.1; RFC 7636). The officer signs in at the directory in a browser; the page they come
// back to shows a code, which they type at their workstation: whoever is lured onto a stranger's address gives nothing away.
import { randomInt } from 'node:crypto'
import * as oidc from 'openid-client'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { isLoopback } from '../../shared/base/loopback.ts'
import type { OpenIdSettings } from './open-id-settings.ts'
import { CALLBACK_PATH } from './open-id-settings.ts'
import { newCode } from './secrets.ts'

/** From pressing the button until the code is typed. */
const LIMIT_MS = 10 * 60_000
const MOST_WAITING = 200
const MOST_OF_STATION = 3
const MOST_TRIES = 5
const ASK_LIMIT_S = 15

interface Waiting {
  readonly station: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly expiresMs: number
  /** What the directory said, once it has. */
  came: { readonly name: string; readonly code: string } | undefined
  tries: number
}

/** What the page the officer comes back to says. */
export type CameBack =
  | { readonly outcome: 'code'; readonly code: string; readonly name: string }
  | { readonly outcome: 'refused' | 'expired' | 'unreachable' }

export class OpenId {
  readonly #settings: OpenIdSettings
  readonly #nowMs: () => number
  readonly #warn: (detail: object, message: string) => void
  readonly #waiting = new Map<string, Waiting>()
  #configuration: oidc.Configuration | undefined

  constructor(settings: OpenIdSettings, nowMs: () => number, warn: (detail: object, message: string) => void) {
    this.#settings = settings
    this.#nowMs = nowMs
    this.#warn = warn
  }

  get label(): string {
    return this.#settings.label
  }

  /** Where the officer of a station signs in. `directoryUnreachable` while the directory does not answer. */
  async begin(
    station: string,
  ): Promise<Result<{ readonly id: string; readonly url: string; readonly expiresMs: number }>> {
    const found = await this.#discover()
    if (!found.ok) return found
    this.#makeRoom(station)
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
    const id = newCode()
    const expiresMs = this.#nowMs() + LIMIT_MS
    this.#waiting.set(id, { station, state, nonce, verifier, expiresMs, came: undefined, tries: 0 })
    const url = oidc.buildAuthorizationUrl(found.value, {
      redirect_uri: this.#redirect(),
      scope: this.#settings.scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      // Workstations are shared: who sits there now signs in, not who sat there before.
      prompt: 'login',
    })
    return ok({ id, url: url.href, expiresMs })
  }

  /** The browser came back from the directory. */
  async cameBack(query: string): Promise<CameBack> {
    this.#dropExpired()
    const state = new URLSearchParams(query).get('state')
    const waiting = [...this.#waiting.values()].find((one) => one.state === state)
    if (waiting === undefined || waiting.came !== undefined) return { outcome: 'expired' }
    const found = await this.#discover()
    if (!found.ok) return { outcome: 'unreachable' }
    try {
      const tokens = await oidc.authorizationCodeGrant(found.value, new URL(`${this.#redirect()}?${query}`), {
        pkceCodeVerifier: waiting.verifier,
        expectedState: waiting.state,
        expectedNonce: waiting.nonce,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      const asked =
        claims?.[this.#settings.claim] === undefined && claims !== undefined
          ? await oidc.fetchUserInfo(found.value, tokens.access_token, claims.sub)
          : claims
      const name = asked?.[this.#settings.claim]
      if (typeof name !== 'string' || name.trim() === '') {
        this.#warn({ claim: this.#settings.claim }, 'the directory does not say the claim that names the officer')
        return { outcome: 'refused' }
      }
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      waiting.came = { name: name.trim(), code }
      return { outcome: 'code', code, name: name.trim() }
    } catch (error) {
      this.#warn({ err: error }, 'the directory did not confirm a sign-in')
      return { outcome: 'refused' }
    }
  }

  /** The name the directory gave, for the code it was shown with; a code counts once, at the station that began. */
  finish(station: string, id: string, code: string): Result<string> {
    this.#dropExpired()
    const waiting = this.#waiting.get(id)
    if (waiting === undefined || waiting.station !== station)
      return refuse('timeout', 'this sign-in was not begun here, or too long ago: begin again')
    if (waiting.came?.code === code) {
      this.#waiting.delete(id)
      return ok(waiting.came.name)
    }
    waiting.tries += 1
    if (waiting.tries >= MOST_TRIES) this.#waiting.delete(id)
    return refuse('wrongCode', 'not the code the page shows')
  }

  #redirect(): string {
    return new URL(CALLBACK_PATH, this.#settings.publicUrl).href
  }

  async #discover(): Promise<Result<oidc.Configuration>> {
    if (this.#configuration !== undefined) return ok(this.#configuration)
    const { issuer, clientId, clientSecret } = this.#settings
    const url = new URL(issuer)
    try {
      this.#configuration = await oidc.discovery(
        url,
        clientId,
        clientSecret,
        clientSecret === undefined ? oidc.None() : undefined,
        {
          timeout: ASK_LIMIT_S,
          // Only ever asked for on this very machine: the settings refuse http elsewhere.
          ...(isLoopback(url.hostname) ? { execute: [oidc.allowInsecureRequests] } : {}),
        },
      )
      return ok(this.#configuration)
    } catch (error) {
      this.#warn({ err: error, issuer }, 'the directory cannot be asked')
      return refuse('directoryUnreachable', `${issuer} does not answer as an OpenID provider`, { issuer })
    }
  }

  #dropExpired(): void {
    const nowMs = this.#nowMs()
    for (const [id, { expiresMs }] of this.#waiting) if (expiresMs <= nowMs) this.#waiting.delete(id)
  }

  /** Sign-ins nobody finishes are bounded: the oldest go. */
  #makeRoom(station: string): void {
    this.#dropExpired()
    const own = [...this.#waiting].filter(([, one]) => one.station === station)
    for (const [id] of own.slice(0, Math.max(0, own.length - MOST_OF_STATION + 1))) this.#waiting.delete(id)
    for (const [id] of this.#waiting) {
      if (this.#waiting.size < MOST_WAITING) return
      this.#waiting.delete(id)
    }
  }
}
