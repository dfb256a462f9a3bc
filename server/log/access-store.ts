// What the server keeps of access beside the journal, in its SQLite file. Every method does its work before it returns.
import type Sqlite from 'better-sqlite3'
import type { OfficerId, StationId } from '../../shared/base/ids.ts'
import type { AccessBook, JoinCode, OpenCode, Session, SignedIn, Verifier } from './access-book.ts'

export class AccessStore implements AccessBook {
  readonly #sqlite: Sqlite.Database

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
  }

  async addJoinCode(code: JoinCode): Promise<void> {
    if (code.purpose === 'embedded')
      this.#sqlite.prepare("DELETE FROM join_code WHERE purpose = 'embedded' AND used_by IS NULL").run()
    this.#sqlite
      .prepare('INSERT INTO join_code (code_hash, agency, name, purpose, expires_ms) VALUES (?, ?, ?, ?, ?)')
      .run(code.codeHash, code.agency, code.name, code.purpose, code.expiresMs)
  }

  /** Uses a code up; undefined when it is unknown, used or expired. */
  async useJoinCode(
    codeHash: Uint8Array,
    station: StationId,
    nowMs: number,
  ): Promise<{ agency: string; name: string } | undefined> {
    return this.#sqlite
      .prepare<[string, Uint8Array, number], { agency: string; name: string }>(
        'UPDATE join_code SET used_by = ? WHERE code_hash = ? AND used_by IS NULL AND expires_ms > ? RETURNING agency, name',
      )
      .get(station, codeHash, nowMs)
  }

  async verifier(officer: OfficerId): Promise<Verifier | undefined> {
    const row = this.#sqlite
      .prepare<[string], { argon2: string; version: number; must_change: number }>(
        'SELECT argon2, version, must_change FROM verifier WHERE officer = ?',
      )
      .get(officer)
    return row === undefined
      ? undefined
      : { argon2: row.argon2, version: row.version, mustChange: row.must_change === 1 }
  }

  async setVerifier(officer: OfficerId, verifier: Verifier): Promise<void> {
    this.#sqlite
      .prepare('INSERT OR REPLACE INTO verifier (officer, argon2, version, must_change) VALUES (?, ?, ?, ?)')
      .run(officer, verifier.argon2, verifier.version, verifier.mustChange ? 1 : 0)
  }

  async addSession(tokenHash: Uint8Array, session: Session): Promise<void> {
    this.#sqlite
      .prepare('INSERT INTO session (token_hash, officer, station, expires_ms) VALUES (?, ?, ?, ?)')
      .run(tokenHash, session.officer, session.station, session.expiresMs)
  }

  async session(tokenHash: Uint8Array, nowMs: number): Promise<Session | undefined> {
    const row = this.#sqlite
      .prepare<[Uint8Array], { officer: string; station: string; expires_ms: number }>(
        'SELECT officer, station, expires_ms FROM session WHERE token_hash = ?',
      )
      .get(tokenHash)
    if (row === undefined || row.expires_ms <= nowMs) return undefined
    return { officer: row.officer as OfficerId, station: row.station as StationId, expiresMs: row.expires_ms }
  }

  async endSession(tokenHash: Uint8Array): Promise<void> {
    this.#sqlite.prepare('DELETE FROM session WHERE token_hash = ?').run(tokenHash)
  }

  async endSessionsOf(officer: OfficerId): Promise<void> {
    this.#sqlite.prepare('DELETE FROM session WHERE officer = ?').run(officer)
  }

  /** After a changed password: only where it was changed the officer stays signed in. */
  async endSessionsElsewhere(officer: OfficerId, here: StationId): Promise<void> {
    this.#sqlite.prepare('DELETE FROM session WHERE officer = ? AND station <> ?').run(officer, here)
  }

  async endSessionsAt(station: StationId): Promise<void> {
    this.#sqlite.prepare('DELETE FROM session WHERE station = ?').run(station)
  }

  /** Sessions that count at this moment. */
  async sessions(nowMs: number): Promise<readonly Session[]> {
    return this.#sqlite
      .prepare<[number], { officer: OfficerId; station: StationId; expiresMs: number }>(
        'SELECT officer, station, expires_ms AS expiresMs FROM session WHERE expires_ms > ? ORDER BY expires_ms DESC',
      )
      .all(nowMs)
  }

  /** Codes that still let a station in, each under a name that tells nothing of it. */
  async openCodes(nowMs: number): Promise<readonly OpenCode[]> {
    return this.#sqlite
      .prepare<[number], { code: string; agency: string; name: string; expiresMs: number }>(
        `SELECT substr(hex(code_hash), 1, 16) AS code, agency, name, expires_ms AS expiresMs FROM join_code
         WHERE used_by IS NULL AND purpose = 'station' AND expires_ms > ? ORDER BY expires_ms`,
      )
      .all(nowMs)
  }

  /** Takes an unused code back; false when there is none of that name. */
  async withdrawCode(code: string): Promise<boolean> {
    return (
      this.#sqlite
        .prepare('DELETE FROM join_code WHERE used_by IS NULL AND substr(hex(code_hash), 1, 16) = ?')
        .run(code).changes > 0
    )
  }

  /** Remembers when a station was last heard; of no weight, so a full disk or a closing server may leave it out. */
  async sawStation(station: StationId, atMs: number): Promise<void> {
    if (!this.#sqlite.open) return
    try {
      await this.setNote(`seen.${station}`, String(atMs))
    } catch {
      // What must be written says the same, and is heard.
    }
  }

  async seenStations(): Promise<readonly (readonly [station: string, atMs: number])[]> {
    return (await this.notes('seen.')).map(([station, atMs]) => [station, Number(atMs)])
  }

  async notes(prefix: string): Promise<readonly (readonly [name: string, value: string])[]> {
    const beginning = `note.${prefix}`
    return this.#sqlite
      .prepare<[number, string], { name: string; value: string }>(
        'SELECT name, value FROM meta WHERE substr(name, 1, ?) = ?',
      )
      .all(beginning.length, beginning)
      .map(({ name, value }) => [name.slice(beginning.length), value])
  }

  async dropExpiredSessions(nowMs: number): Promise<void> {
    this.#sqlite.prepare('DELETE FROM session WHERE expires_ms <= ?').run(nowMs)
  }

  /** Sign-ins as the first servers kept them, before they stood in the directory. */
  async oldSignIns(): Promise<readonly SignedIn[]> {
    return this.#sqlite
      .prepare<[], { station: StationId; officer: OfficerId }>('SELECT station, officer FROM signed_in')
      .all()
  }

  async note(name: string): Promise<string | undefined> {
    const row = this.#sqlite
      .prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?')
      .get(`note.${name}`)
    return row?.value
  }

  async setNote(name: string, value: string): Promise<void> {
    this.#sqlite.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(`note.${name}`, value)
  }

  async changeNote(name: string, from: string | undefined, to: string | undefined): Promise<boolean> {
    const key = `note.${name}`
    const { changes } =
      from === undefined
        ? this.#sqlite
            .prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING')
            .run(key, to ?? '')
        : to === undefined
          ? this.#sqlite.prepare('DELETE FROM meta WHERE name = ? AND value = ?').run(key, from)
          : this.#sqlite.prepare('UPDATE meta SET value = ? WHERE name = ? AND value = ?').run(to, key, from)
    return changes > 0
  }

  async raiseNote(name: string, to: number): Promise<boolean> {
    const { changes } = this.#sqlite
      .prepare(
        `INSERT INTO meta (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)`,
      )
      .run(`note.${name}`, String(to))
    return changes > 0
  }
}
