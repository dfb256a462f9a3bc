// Whether a stored picture is what its journal gives: folded anew one record at a time, so that memory does not grow with the
// journal, and compared with the record on disk, everything derived of it, and the picture's sums.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Change, ChangeHeader } from '../../shared/journal/change.ts'
import { changeIdOf, readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { applyChange, emptyRecord } from '../../shared/journal/merge.ts'
import { addDigest, emptyDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { VerifyProblem } from '../../shared/rpc/verify.ts'
import type { JournalView, StoredChange, Subject } from '../store/journal-view.ts'
import { sha256 } from '../store/node-crypto.ts'
import { hasHeads } from '../store/picture-book.ts'
import type { Found } from './verify-problem.ts'
import { problemOf } from './verify-problem.ts'

/** Enough to see what is wrong; the rest is counted. */
const MAX_PROBLEMS = 20

export interface PictureFound {
  readonly problems: readonly VerifyProblem[]
  readonly more: number
}

interface Folded {
  readonly state: RecordState
  readonly changes: number
  readonly newest: ChangeHeader | undefined
  /** A change that lies under a record, or in a chain, that is not its own. */
  readonly misfiled: Found | undefined
}

/** Compares the picture of a space with its journal; `step` hears of every change that was read. */
export function verifyPicture(view: JournalView, space: SpaceId, step: () => void): PictureFound {
  const problems: VerifyProblem[] = []
  let more = 0
  const add = (found: Found): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problemOf(view, found))
    else more += 1
  }
  const refused = refusedIn(view, space)
  const sum = emptyDigest()
  let [records, rows] = [0, 0]
  for (const subject of view.subjects(space)) {
    const { state, changes, newest, misfiled } = fold(view, space, subject, refused, step)
    rows += changes
    if (misfiled !== undefined) add(misfiled)
    if (!view.holds(space, state))
      add({
        kind: 'record',
        space,
        message: `the stored ${subject.kind} ${subject.id} is not what its changes give`,
        head: newest,
        subject,
        state,
      })
    if (!hasHeads(state)) continue
    addDigest(sum, recordDigest(state, sha256), 1)
    records += 1
  }
  const stored = view.picture(space)
  const isWhole = rows === view.journalRows(space) && records === stored.rows
  if (problems.length === 0 && !(isWhole && records === stored.records && sameBytes(sum, stored.digest)))
    add({ kind: 'sums', space, message: `the sums of the picture of ${space} are not what its journals give` })
  return { problems, more }
}

/** Changes a server refused: a verdict is a record named after the change. */
function refusedIn(view: JournalView, space: SpaceId): ReadonlySet<ChangeId> {
  const refused = new Set<ChangeId>()
  for (const subject of view.subjects(space)) {
    if (subject.kind !== VERDICT) continue
    const [verdict] = view.changes(space, subject)
    if (verdict !== undefined) refused.add(asId(subject.id))
  }
  return refused
}

function fold(
  view: JournalView,
  space: SpaceId,
  subject: Subject,
  refused: ReadonlySet<ChangeId>,
  step: () => void,
): Folded {
  const state = emptyRecord(subject.kind, subject.id)
  let changes = 0
  let newest: ChangeHeader | undefined
  let misfiled: Found | undefined
  for (const stored of view.changes(space, subject)) {
    changes += 1
    step()
    const change = readChange(stored.bytes, sha256)
    if (!change.ok || !isHere(change.value, space, subject, stored)) {
      misfiled ??= {
        kind: 'misfiled',
        space,
        message: `change ${stored.seq} of ${stored.station} does not belong to ${subject.kind} ${subject.id}`,
        chain: stored,
        seq: stored.seq,
        head: change.ok ? change.value.head : undefined,
        change: changeIdOf(sha256(stored.bytes.header)),
        subject,
      }
      continue
    }
    const { head, id } = change.value
    if (stored.isLate || refused.has(id)) continue
    if (newest === undefined || head.stamp.ms >= newest.stamp.ms) newest = head
    applyChange(state, change.value)
  }
  return { state, changes, newest, misfiled }
}

function isHere({ head }: Change, space: SpaceId, { kind, id }: Subject, stored: StoredChange): boolean {
  return (
    head.space === space &&
    head.kind === kind &&
    head.record === id &&
    head.station === stored.station &&
    head.chain === stored.chain &&
    head.seq === stored.seq
  )
}
