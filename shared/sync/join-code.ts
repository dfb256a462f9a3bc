// A join code names the server that made it: a station that is given one by telephone believes no other server at an
// address it has never met [SY-33].
import type { StationId } from '../base/ids.ts'

/** Letters of the one-time code itself (80 bits). */
const CODE_LETTERS = 16
/** Letters of the server's id, which is the hash of its key: 60 bits. */
const MARK_LETTERS = 12

export interface JoinCode {
  /** What the server is asked with. */
  readonly code: string
  /** How the server's id begins; undefined in codes of programs that did not say. */
  readonly mark: string | undefined
}

/** The code with the mark of the server that made it, in groups of four. */
export function markedCode(code: string, server: StationId): string {
  return groups(letters(code) + server.slice(0, MARK_LETTERS))
}

/** Takes apart what somebody typed: case, dashes and blanks do not matter. Anything of another length is all code. */
export function readJoinCode(typed: string): JoinCode {
  const all = letters(typed)
  if (all.length !== CODE_LETTERS + MARK_LETTERS) return { code: typed.trim(), mark: undefined }
  return { code: groups(all.slice(0, CODE_LETTERS)), mark: all.slice(CODE_LETTERS) }
}

function letters(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, '')
}

function groups(text: string): string {
  return (text.match(/.{1,4}/g) ?? []).join('-')
}
