// Whether this database may go on with the numbers it began. Its counters go back with a backup and are doubled by a copy; the
// place where it lies does not. In another place, and under another chain, the station's numbers bear a mark, and the counting
// begins anew under it.
import { realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { toBase32, toHex } from '../../shared/base/bytes.ts'
import type { StationDatabase } from './database.ts'
import { sha256 } from './node-crypto.ts'
import type { SmallBook } from './small-book.ts'
import type { StationStore } from './station-store.ts'

/** Named values of the database. */
const PLACE = 'numbers.place'
const MARK = 'numbers.mark'
/** Ten bits. */
const MARK_LENGTH = 2

/** Names the machine, the folder and the very file: a copy of any of them has another name. */
export function placeOf(path: string): string {
  const { ino, birthtimeMs } = statSync(path, { bigint: true })
  return toHex(digest([hostname(), realpathSync(dirname(path)), ino, birthtimeMs].join('\n')).subarray(0, 16))
}

/** The characters that follow the station's in its numbers; '' for a database that never was another's copy. */
export function numberMark(small: SmallBook): string {
  const mark = small.meta(MARK)
  return typeof mark === 'string' ? mark : ''
}

/** Goes on under a mark made of `reason`, another one than the present; call inside a transaction. */
export function markNumbers(small: SmallBook, reason: string): void {
  const before = numberMark(small)
  let mark = before
  for (let salt = 0; mark === before; salt += 1) mark = toBase32(digest(`${reason}\n${salt}`)).slice(0, MARK_LENGTH)
  small.setMeta(MARK, mark)
}

/** Whether an incident of any space's picture bears a number. */
export function numberLookup(db: StationDatabase): (number: string) => boolean {
  const byNumber = db.prepare<[string], { readonly rec: number }>(
    'incident.byNumber',
    'SELECT rec FROM space JOIN incident USING (picture) WHERE number = ? LIMIT 1',
  )
  return (number) => byNumber.get(number) !== undefined
}

export interface PlaceFound {
  /** Where the database lies, and where it lay when it was opened, before this program wrote it anew. */
  readonly place: string
  readonly before: string | undefined
  /** The station's key was there already: with an empty database it may have counted before. */
  readonly isKeyOld: boolean
  /** A damaged database was replaced, by a backup or by nothing. */
  readonly isRecovered: boolean
}

/** Looks whether the database lies where it lay. One of a program that did not ask keeps its numbers. */
export function settlePlace(
  store: Pick<StationStore, 'meta' | 'setMeta' | 'spaces' | 'markNumbers'>,
  { place, before, isKeyOld, isRecovered }: PlaceFound,
): void {
  const known = store.meta(PLACE)
  const isCopy = known === undefined ? isKeyOld && store.spaces().length === 0 : known !== place && known !== before
  if (isCopy || isRecovered) store.markNumbers(place)
  if (known !== place) store.setMeta(PLACE, place)
}

function digest(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text))
}
