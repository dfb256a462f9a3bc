// What the server keeps of access beside the journal: join codes, password verifiers, sessions, and which officers signed
// in through which stations. Nothing of it is ever journaled or sent.
import type Sqlite from 'better-sqlite3'
import type { OfficerId, StationId } from '../../shared/base/ids.ts'

export interface JoinCode {
  readonly codeHash: Uint8Array
  readonly agency: string
  readonly name: string
  readonly purpose: 'station' | 'embedded'
  readonly expiresMs: number
}

export interface Verifier {
  readonly argon2: string
  readonly version: number
  readonly mustChange: boolean
}

export interface Session {
  readonly officer: OfficerId
  readonly station: StationId
  readonly expiresMs: number
}

export class AccessStore {
  readonly #sqlite: Sqlite.Database
  readonly #signedIn = new Set<string>()

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
    const rows = sqlite
      .prepare<[], { station: string; officer: string }>('SELECT station, officer FROM signed_in')
      .all()
    for (const { station, officer } of rows) this.#signedIn.add(`${station} ${officer}`)
  }

  addJoinCode(code: JoinCode): void {
    if (code.purpose === 'embedded')
      this.#sqlite.prepare("DELETE FROM join_code WHERE purpose = 'embedded' AND used_by IS NULL").run()
    this.#sqlite
      .prepare('INSERT INTO join_code (code_hash, agency, name, purpose, expires_ms) VALUES (?, ?, ?, ?, ?)')
      .run(code.codeHash, code.agency, code.name, code.purpose, code.expiresMs)
  }

  /** Uses a code up; undefined when it is unknown, used or expired. */
  useJoinCode(codeHash: Uint8Array, station: StationId, nowMs: number): { agency: string; name: string } | undefined {
    return this.#sqlite
      .prepare<[string, Uint8Array, number], { agency: string; name: string }>(
        'UPDATE join_code SET used_by = ? WHERE code_hash = ? AND used_by IS NULL AND expires_ms > ? RETURNING agency, name',
      )
      .get(station, codeHash, nowMs)
  }

  verifier(officer: OfficerId): Verifier | undefined {
    const row = this.#sqlite
      .prepare<[string], { argon2: string; version: number; must_change: number }>(
        'SELECT argon2, version, must_change FROM verifier WHERE officer = ?',
      )
      .get(officer)
    return row === undefined
      ? undefined
      : { argon2: row.argon2, version: row.version, mustChange: row.must_change === 1 }
  }

  setVerifier(officer: OfficerId, verifier: Verifier): void {
    this.#sqlite
      .prepare('INSERT OR REPLACE INTO verifier (officer, argon2, version, must_change) VALUES (?, ?, ?, ?)')
      .run(officer, verifier.argon2, verifier.version, verifier.mustChange ? 1 : 0)
  }

  addSession(tokenHash: Uint8Array, session: Session): void {
    this.#sqlite
      .prepare('INSERT INTO session (token_hash, officer, station, expires_ms) VALUES (?, ?, ?, ?)')
      .run(tokenHash, session.officer, session.station, session.expiresMs)
  }

  session(tokenHash: Uint8Array, nowMs: number): Session | undefined {
    const row = this.#sqlite
      .prepare<[Uint8Array], { officer: string; station: string; expires_ms: number }>(
        'SELECT officer, station, expires_ms FROM session WHERE token_hash = ?',
      )
      .get(tokenHash)
    if (row === undefined || row.expires_ms <= nowMs) return undefined
    return { officer: row.officer as OfficerId, station: row.station as StationId, expiresMs: row.expires_ms }
  }

  endSession(tokenHash: Uint8Array): void {
    this.#sqlite.prepare('DELETE FROM session WHERE token_hash = ?').run(tokenHash)
  }

  endSessionsOf(officer: OfficerId): void {
    this.#sqlite.prepare('DELETE FROM session WHERE officer = ?').run(officer)
  }

  dropExpiredSessions(nowMs: number): void {
    this.#sqlite.prepare('DELETE FROM session WHERE expires_ms <= ?').run(nowMs)
  }

  recordSignIn(station: StationId, officer: OfficerId, nowMs: number): void {
    if (this.#signedIn.has(`${station} ${officer}`)) return
    this.#sqlite
      .prepare('INSERT OR IGNORE INTO signed_in (station, officer, first_ms) VALUES (?, ?, ?)')
      .run(station, officer, nowMs)
    this.#signedIn.add(`${station} ${officer}`)
  }

  /** Whether this officer has ever signed in through that station [SY-15]. */
  hasSignedIn(station: StationId, officer: OfficerId): boolean {
    return this.#signedIn.has(`${station} ${officer}`)
  }

  note(name: string): string | undefined {
    const row = this.#sqlite
      .prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?')
      .get(`note.${name}`)
    return row?.value
  }

  setNote(name: string, value: string): void {
    this.#sqlite.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(`note.${name}`, value)
  }
}
