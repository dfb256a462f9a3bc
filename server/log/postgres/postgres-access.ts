// Join codes, password verifiers, sessions in PostgreSQL: each method is one statement, so that of two processes only one
// uses a code up.
import type pg from 'pg'
import type { OfficerId, StationId } from '../../../shared/base/ids.ts'
import type { AccessBook, JoinCode, OpenCode, Session, SignedIn, Verifier } from '../access-book.ts'
import { ask } from './connection.ts'

export class PostgresAccess implements AccessBook {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async addJoinCode({ codeHash, agency, name, purpose, expiresMs }: JoinCode): Promise<void> {
    if (purpose === 'embedded') await this.#run("DELETE FROM join_code WHERE purpose = 'embedded' AND used_by IS NULL")
    await this.#run(
      'INSERT INTO join_code (code_hash, agency, name, purpose, expires_ms) VALUES ($1, $2, $3, $4, $5)',
      [Buffer.from(codeHash), agency, name, purpose, expiresMs],
    )
  }

  async useJoinCode(
    codeHash: Uint8Array,
    station: StationId,
    nowMs: number,
  ): Promise<{ agency: string; name: string } | undefined> {
    const [row] = await ask<{ agency: string; name: string }>(
      this.#pool,
      `UPDATE join_code SET used_by = $1 WHERE code_hash = $2 AND used_by IS NULL AND expires_ms > $3
       RETURNING agency, name`,
      [station, Buffer.from(codeHash), nowMs],
    )
    return row
  }

  async verifier(officer: OfficerId): Promise<Verifier | undefined> {
    const [row] = await ask<{ argon2: string; version: number; must_change: boolean }>(
      this.#pool,
      'SELECT argon2, version, must_change FROM verifier WHERE officer = $1',
      [officer],
    )
    return row === undefined ? undefined : { argon2: row.argon2, version: row.version, mustChange: row.must_change }
  }

  async setVerifier(officer: OfficerId, { argon2, version, mustChange }: Verifier): Promise<void> {
    await this.#run(
      `INSERT INTO verifier (officer, argon2, version, must_change) VALUES ($1, $2, $3, $4)
       ON CONFLICT (officer) DO UPDATE SET argon2 = $2, version = $3, must_change = $4`,
      [officer, argon2, version, mustChange],
    )
  }

  async addSession(tokenHash: Uint8Array, { officer, station, expiresMs }: Session): Promise<void> {
    await this.#run('INSERT INTO session (token_hash, officer, station, expires_ms) VALUES ($1, $2, $3, $4)', [
      Buffer.from(tokenHash),
      officer,
      station,
      expiresMs,
    ])
  }

  async session(tokenHash: Uint8Array, nowMs: number): Promise<Session | undefined> {
    const [row] = await ask<{ officer: OfficerId; station: StationId; expires_ms: number }>(
      this.#pool,
      'SELECT officer, station, expires_ms FROM session WHERE token_hash = $1 AND expires_ms > $2',
      [Buffer.from(tokenHash), nowMs],
    )
    return row === undefined ? undefined : { officer: row.officer, station: row.station, expiresMs: row.expires_ms }
  }

  endSession(tokenHash: Uint8Array): Promise<void> {
    return this.#run('DELETE FROM session WHERE token_hash = $1', [Buffer.from(tokenHash)])
  }

  endSessionsOf(officer: OfficerId): Promise<void> {
    return this.#run('DELETE FROM session WHERE officer = $1', [officer])
  }

  endSessionsElsewhere(officer: OfficerId, here: StationId): Promise<void> {
    return this.#run('DELETE FROM session WHERE officer = $1 AND station <> $2', [officer, here])
  }

  endSessionsAt(station: StationId): Promise<void> {
    return this.#run('DELETE FROM session WHERE station = $1', [station])
  }

  async sessions(nowMs: number): Promise<readonly Session[]> {
    return ask<Session & pg.QueryResultRow>(
      this.#pool,
      `SELECT officer, station, expires_ms AS "expiresMs" FROM session WHERE expires_ms > $1 ORDER BY expires_ms DESC`,
      [nowMs],
    )
  }

  async openCodes(nowMs: number): Promise<readonly OpenCode[]> {
    return ask<OpenCode & pg.QueryResultRow>(
      this.#pool,
      `SELECT upper(substr(encode(code_hash, 'hex'), 1, 16)) AS code, agency, name, expires_ms AS "expiresMs"
       FROM join_code WHERE used_by IS NULL AND purpose = 'station' AND expires_ms > $1 ORDER BY expires_ms`,
      [nowMs],
    )
  }

  async withdrawCode(code: string): Promise<boolean> {
    const gone = await ask(
      this.#pool,
      `DELETE FROM join_code WHERE used_by IS NULL AND upper(substr(encode(code_hash, 'hex'), 1, 16)) = $1 RETURNING 1`,
      [code],
    )
    return gone.length > 0
  }

  async sawStation(station: StationId, atMs: number): Promise<void> {
    await this.setNote(`seen.${station}`, String(atMs)).catch(() => undefined)
  }

  async seenStations(): Promise<readonly (readonly [station: string, atMs: number])[]> {
    return (await this.notes('seen.')).map(([station, atMs]) => [station, Number(atMs)])
  }

  async notes(prefix: string): Promise<readonly (readonly [name: string, value: string])[]> {
    const beginning = `note.${prefix}`
    const rows = await ask<{ name: string; value: string }>(
      this.#pool,
      'SELECT name, value FROM meta WHERE starts_with(name, $1)',
      [beginning],
    )
    return rows.map(({ name, value }) => [name.slice(beginning.length), value])
  }

  dropExpiredSessions(nowMs: number): Promise<void> {
    return this.#run('DELETE FROM session WHERE expires_ms <= $1', [nowMs])
  }

  async oldSignIns(): Promise<readonly SignedIn[]> {
    return ask<SignedIn & pg.QueryResultRow>(this.#pool, 'SELECT station, officer FROM signed_in')
  }

  async note(name: string): Promise<string | undefined> {
    const [row] = await ask<{ value: string }>(this.#pool, 'SELECT value FROM meta WHERE name = $1', [`note.${name}`])
    return row?.value
  }

  setNote(name: string, value: string): Promise<void> {
    return this.#run('INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2', [
      `note.${name}`,
      value,
    ])
  }

  async changeNote(name: string, from: string | undefined, to: string | undefined): Promise<boolean> {
    const key = `note.${name}`
    const changed =
      from === undefined
        ? await ask(
            this.#pool,
            'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING 1',
            [key, to ?? ''],
          )
        : to === undefined
          ? await ask(this.#pool, 'DELETE FROM meta WHERE name = $1 AND value = $2 RETURNING 1', [key, from])
          : await ask(this.#pool, 'UPDATE meta SET value = $3 WHERE name = $1 AND value = $2 RETURNING 1', [
              key,
              from,
              to,
            ])
    return changed.length > 0
  }

  async raiseNote(name: string, to: number): Promise<boolean> {
    const raised = await ask(
      this.#pool,
      `INSERT INTO meta (name, value) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET value = $2 WHERE meta.value::bigint < $2::bigint RETURNING 1`,
      [`note.${name}`, String(to)],
    )
    return raised.length > 0
  }

  async #run(sql: string, values: readonly unknown[] = []): Promise<void> {
    await ask(this.#pool, sql, values)
  }
}
