// Making changes of drafts: over the heads seen here, stamped by this station's clock, appended to its own chain, folded.
// Runs inside one transaction.
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { isJson, sameJson } from '../../shared/base/json.ts'
import type { Draft } from '../../shared/commands/command.ts'
import type { Change, FieldSet } from '../../shared/journal/change.ts'
import { MAX_BODY_BYTES, NO_PREVIOUS, makeChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { headsOf, isConflict, shownValue } from '../../shared/journal/merge.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { sha256 } from './node-crypto.ts'
import type { Entry } from './picture-book.ts'
import type { Branch, SpaceState } from './space-state.ts'
import { branchesOf } from './space-state.ts'
import type { CommitAuthor, TouchedRecord } from './station-store.ts'
import type { StoreParts } from './store-parts.ts'

/** What a stored draft may not be; `malformed` texts and oversize bodies are found before anything is written. */
export function checkDrafts(drafts: readonly Draft[]): Result<void> {
  for (const { kind, id, fields } of drafts) {
    let bytes = 0
    for (const [name, value] of Object.entries(fields)) {
      if (name === '' || name.length > 200 || !isJson(value))
        return refuse('invalidInput', `field ${name} of ${kind}/${id} cannot be stored`, { kind, field: name })
      bytes += Buffer.byteLength(JSON.stringify(value)) + name.length
    }
    // CBOR is never larger than JSON by more than a few bytes a value; the margin is for heads and the reason.
    if (bytes > MAX_BODY_BYTES * 0.9) return refuse('tooLarge', `${kind}/${id} would take ${bytes} bytes`, { bytes })
  }
  return ok(undefined)
}

export interface Committed {
  readonly changes: readonly Change[]
  readonly records: readonly TouchedRecord[]
}

/** Commits drafts in order; each sees the ones before. Call inside a transaction. */
export function commitDrafts(
  parts: StoreParts,
  space: SpaceState,
  drafts: readonly Draft[],
  author: CommitAuthor,
): Committed {
  const { pictures, small, desk } = parts
  const changes: Change[] = []
  const touched = new Set<Entry>()
  const numbers: number[] = []
  let touch: number | undefined
  for (const draft of drafts) {
    const entry = pictures.entry(space.space, space.totals.picture, draft.kind, draft.id)
    const sets = setsOf(draft, entry.state)
    if (sets.length === 0) continue
    const branch = ownBranch(parts, space)
    const change = makeChange(
      {
        space: space.id,
        station: parts.ports.station,
        chain: space.ownChain,
        seq: branch.tipSeq + 1,
        stamp: small.nextStamp(author.nowMs),
        officer: author.officer,
        kind: draft.kind,
        record: draft.id,
        previous: branch.tipHash,
      },
      draft.reason === undefined ? { sets } : { sets, reason: draft.reason },
      sha256,
    )
    const at = parts.journal.append(branch, change.head.seq, entry.subject, change.hash, 0, author.nowMs, change)
    branch.tipSeq = change.head.seq
    branch.tipHash = change.hash
    branch.dirty = true
    touch ??= small.nextTouch()
    if (entry.announceMs === undefined) entry.announceMs = null
    pictures.fold(entry, change, touch)
    numbers.push(at)
    changes.push(change)
    touched.add(entry)
  }
  if (touch === undefined) return { changes, records: [] }
  pictures.unsettle(numbers, touch)
  if (author.officer !== '')
    for (const { state, subject } of touched) if (state.kind === INCIDENT) desk.saw(author.officer, subject, touch)
  return { changes, records: [...touched].map(({ state }) => ({ kind: state.kind, id: state.id })) }
}

/** Fields that say something new: another value, or one that settles a conflict. */
function setsOf(draft: Draft, state: RecordState): readonly FieldSet[] {
  const sets: FieldSet[] = []
  for (const [name, value] of Object.entries(draft.fields)) {
    const field = state.fields.get(name)
    const isKnown = field !== undefined && field.heads.length > 0 && sameJson(shownValue(state, name), value)
    if (isKnown && !isConflict(field) && draft.saysAgain !== true) continue
    sets.push({ name, value, over: draft.over?.[name] ?? headsOf(state, name) })
  }
  return sets
}

/** The branch this station writes to: the only one of its present chain. */
function ownBranch(parts: StoreParts, space: SpaceState): Branch {
  const ref = { station: parts.ports.station, chain: space.ownChain }
  const [branch] = branchesOf(space, ref)
  return branch ?? parts.spaces.addBranch(space, ref, '', null, 0, NO_PREVIOUS)
}
