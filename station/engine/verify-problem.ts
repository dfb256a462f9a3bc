// Says of what was found wrong whose change it is, when it was made and what it is about, in the names people know.
import type { ChangeId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { ChainRef } from '../../shared/journal/chain.ts'
import type { ChangeHeader } from '../../shared/journal/change.ts'
import { changeIdOf, decodeHeader } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { DIRECTORY, OFFICER, SPACE, STATION } from '../../shared/model/directory.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { ProblemKind, ProblemRecord, VerifyProblem } from '../../shared/rpc/verify.ts'
import { titleOf } from '../query/change-views.ts'
import type { JournalView, Subject } from '../store/journal-view.ts'
import { sha256 } from '../store/node-crypto.ts'
import type { ChainTip } from '../store/station-store.ts'

const TITLE_LENGTH = 80

/** What is known of a problem before names are looked up. */
export interface Found {
  readonly kind: ProblemKind
  readonly space: SpaceId
  readonly message: string
  readonly chain?: ChainRef | undefined
  readonly seq?: number | undefined
  readonly expected?: number | undefined
  readonly head?: ChangeHeader | undefined
  readonly change?: ChangeId | undefined
  readonly subject?: Omit<Subject, 'subject'> | undefined
  /** The record as the journal gives it, where the stored one is what is wrong. */
  readonly state?: RecordState | undefined
  readonly archive?: VerifyProblem['archive'] | undefined
}

/** The problem with its names. */
export function problemOf(view: JournalView, found: Found): VerifyProblem {
  const { kind, space, message, chain, seq, expected, head, change, subject, state, archive } = found
  const named = (of: string, id: string, field: string): string => textOf(view.read(DIRECTORY, of, asId(id)), field)
  const station = chain?.station ?? head?.station
  return {
    kind,
    space,
    spaceName: named(SPACE, space, 'name') || space,
    spaceNameEn: named(SPACE, space, 'nameEn') || space,
    station: station ?? null,
    stationName: station === undefined ? '' : named(STATION, station, 'name') || ownName(view, station) || station,
    chain: chain?.chain ?? head?.chain ?? null,
    seq: seq ?? head?.seq ?? null,
    expected: expected ?? null,
    change: change ?? null,
    record: subject === undefined ? null : recordOf(view, space, subject, state),
    officer: head?.officer ?? '',
    officerName:
      head === undefined || head.officer === '' ? '' : named(OFFICER, head.officer, 'displayName') || head.officer,
    atMs: head?.stamp.ms ?? null,
    archive: archive ?? null,
    message,
  }
}

/** A problem of what lies at a number of a chain. */
export function problemAt(
  view: JournalView,
  space: SpaceId,
  tip: ChainTip,
  seq: number,
  found: Pick<Found, 'kind' | 'message'>,
): VerifyProblem {
  const stored = view.stored(space, tip, seq)
  const head = stored === undefined ? undefined : decodeHeader(stored.header)
  const change = stored === undefined ? undefined : changeIdOf(sha256(stored.header))
  // Where it was filed, and not what an altered header says.
  const subject = stored?.subject ?? undefined
  return problemOf(view, {
    ...found,
    space,
    chain: tip,
    seq,
    head: head?.ok === true ? head.value : undefined,
    change,
    subject,
  })
}

function recordOf(
  view: JournalView,
  space: SpaceId,
  { kind, id }: Omit<Subject, 'subject'>,
  given: RecordState | undefined,
): ProblemRecord {
  const state = given ?? view.read(space, kind, id)
  const title = titleOf(state, id).slice(0, TITLE_LENGTH)
  const incident = kind === INCIDENT ? id : textOf(state, 'incident')
  if (incident === '') return { kind, id, title, incident: null }
  const of = kind === INCIDENT ? state : view.read(space, INCIDENT, asId(incident))
  return {
    kind,
    id,
    title,
    incident: { number: textOf(of, 'number'), title: (textOf(of, 'title') || incident).slice(0, TITLE_LENGTH) },
  }
}

/** A station that joined no server yet is in no directory. */
function ownName(view: JournalView, station: string): string {
  const name = station === view.station ? view.meta('station.name') : undefined
  return typeof name === 'string' ? name : ''
}

function textOf(state: RecordState | undefined, field: string): string {
  const value = state === undefined ? undefined : shownValue(state, field)
  return typeof value === 'string' ? value : ''
}
