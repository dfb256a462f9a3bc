// What the server keeps of access beside the journal: join codes, password verifiers, sessions. Nothing of it is ever
// journaled or sent. Each method is one step that no other process can come between.
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

/** A code that still lets a station in, under a name that tells nothing of it. */
export interface OpenCode {
  readonly code: string
  readonly agency: string
  readonly name: string
  readonly expiresMs: number
}

export interface SignedIn {
  readonly station: StationId
  readonly officer: OfficerId
}

export interface AccessBook {
  addJoinCode(code: JoinCode): Promise<void>
  /** Uses a code up; undefined when it is unknown, used or expired. */
  useJoinCode(
    codeHash: Uint8Array,
    station: StationId,
    nowMs: number,
  ): Promise<{ agency: string; name: string } | undefined>
  verifier(officer: OfficerId): Promise<Verifier | undefined>
  setVerifier(officer: OfficerId, verifier: Verifier): Promise<void>
  addSession(tokenHash: Uint8Array, session: Session): Promise<void>
  session(tokenHash: Uint8Array, nowMs: number): Promise<Session | undefined>
  endSession(tokenHash: Uint8Array): Promise<void>
  endSessionsOf(officer: OfficerId): Promise<void>
  /** After a changed password: only where it was changed the officer stays signed in. */
  endSessionsElsewhere(officer: OfficerId, here: StationId): Promise<void>
  endSessionsAt(station: StationId): Promise<void>
  /** Sessions that count at this moment, those that end last first. */
  sessions(nowMs: number): Promise<readonly Session[]>
  openCodes(nowMs: number): Promise<readonly OpenCode[]>
  /** Takes an unused code back; false when there is none of that name. */
  withdrawCode(code: string): Promise<boolean>
  /** Remembers when a station was last heard; of no weight, so it never fails. */
  sawStation(station: StationId, atMs: number): Promise<void>
  seenStations(): Promise<readonly (readonly [station: string, atMs: number])[]>
  dropExpiredSessions(nowMs: number): Promise<void>
  /** Sign-ins as the first servers kept them, before they stood in the directory. */
  oldSignIns(): Promise<readonly SignedIn[]>
  note(name: string): Promise<string | undefined>
  setNote(name: string, value: string): Promise<void>
  /** Sets a note, or takes it away, only while it is still what was read; false when it is another by now. */
  changeNote(name: string, from: string | undefined, to: string | undefined): Promise<boolean>
  /** Notes whose names begin so, without that beginning. */
  notes(prefix: string): Promise<readonly (readonly [name: string, value: string])[]>
  /** Raises a number kept under a name; false when it is as high already, also by another process just now. */
  raiseNote(name: string, to: number): Promise<boolean>
}
