import type { ArchiveShelf } from '../../../shared/archive/archive-shelf.ts'
// What watches read besides incidents: where a space's picture lies, what is agreed, the chains' changes of a record, log
// lines, conflicts, notices, the outbox, and the kinds of the directory. Nothing here writes.
import type { ChangeId, Kind } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { changeIdOf, readChange } from '../../../shared/journal/change.ts'
import type { ChangeState } from '../../../shared/rpc/rows.ts'
import type { StationDatabase } from '../database.ts'
import { FLAG_REFUSED, SHIFT, markOfId } from '../journal-book.ts'
import { sha256 } from '../node-crypto.ts'
import { ClockReads } from './clock-reads.ts'
import { DeskWrites } from './desk-writes.ts'
import type { Look } from './incident-filter.ts'
import { IncidentReads } from './incident-reads.ts'
import { ItemReads } from './item-reads.ts'
import { SearchReads } from './search-reads.ts'
import { StatisticsReads } from './statistics-reads.ts'

/** What this station knows of one change besides its content. */
export interface ChangeFacts {
  readonly state: ChangeState
  /** When it came here; null when it is not here (below a snapshot). */
  readonly receivedMs: number | null
}

export interface StoredChange extends ChangeFacts {
  readonly at: number
  readonly change: Change
  /** The archive its content lies in, where that is not here; null otherwise. */
  readonly away: string | null
}

/** How far a branch is: its newest change, what was given to a server, what is committed there. */
export interface BranchMark {
  readonly branch: number
  readonly tip: number
  readonly sent: number
  readonly agreed: number
}

export interface NoticeCells {
  readonly notice: number
  readonly incident: string
  readonly title: string
  readonly level: number
  readonly category: string
  readonly receivedMs: number
  readonly acknowledgedMs: number | null
  readonly acknowledgedBy: string | null
}

type JournalCells = [
  at: number,
  flags: number,
  receivedMs: number,
  header: Uint8Array,
  body: Uint8Array | null,
  agreed: number,
  sent: number,
]

const JOURNAL = `j.at, j.flags, j.received_ms, j.header, j.body, b.agreed_seq,
  coalesce((SELECT t.seq FROM temp.sent t WHERE t.branch = b.branch), 0)`
const OF_BRANCH = 'FROM journal j JOIN branch b ON b.branch = (j.at >> 32)'

/** The desk's reads on an open database. */
export function createReads(db: StationDatabase): StationReads {
  return new StationReads(db)
}

export class StationReads {
  readonly #shelf: ArchiveShelf
  readonly incidents: IncidentReads
  readonly items: ItemReads
  readonly search: SearchReads
  readonly statistics: StatisticsReads
  readonly clocks: ClockReads
  readonly desk: DeskWrites
  readonly #space
  readonly #floor
  readonly #subject
  readonly #branches
  readonly #subjectsBetween
  readonly #history
  readonly #ofMark
  readonly #logLines
  readonly #correctedBy
  readonly #conflicts
  readonly #ofKind
  readonly #notices
  readonly #waiting
  readonly #refusals
  readonly #forks

  constructor(db: StationDatabase) {
    this.#shelf = db.shelf
    // The outbox keeps it; it is there before the first statement that names it, whoever comes first.
    db.sqlite.exec('CREATE TEMP TABLE IF NOT EXISTS sent (branch INTEGER PRIMARY KEY, seq INTEGER NOT NULL)')
    this.incidents = new IncidentReads(db)
    this.items = new ItemReads(db)
    this.search = new SearchReads(db)
    this.statistics = new StatisticsReads(db)
    this.clocks = new ClockReads(db)
    this.desk = new DeskWrites(db)
    this.#space = db.prepareRaw<[string], [number, number, number]>(
      'reads.space',
      'SELECT s.space, p.picture, p.records FROM space s JOIN picture p USING (picture) WHERE s.id = ?',
    )
    this.#floor = db.prepareRaw<[string, number], [number]>(
      'reads.floor',
      'SELECT touched FROM seen_floor WHERE officer = ? AND space = ?',
    )
    this.#subject = db.prepareRaw<[number, string, string], [number]>(
      'reads.subject',
      'SELECT subject FROM subject WHERE space = ? AND kind = ? AND id = ?',
    )
    this.#branches = db.prepareRaw<[number], [number, number, number, number]>(
      'reads.branches',
      `SELECT b.branch, b.tip_seq, b.agreed_seq, coalesce(t.seq, 0) FROM branch b
        LEFT JOIN temp.sent t USING (branch) WHERE b.space = ?`,
    )
    this.#subjectsBetween = db.prepareRaw<[number, number], [string, string]>(
      'reads.subjectsBetween',
      'SELECT DISTINCT s.kind, s.id FROM journal j JOIN subject s USING (subject) WHERE j.at BETWEEN ? AND ?',
    )
    this.#history = db.prepareRaw<[number], JournalCells>(
      'reads.history',
      `SELECT ${JOURNAL} ${OF_BRANCH} WHERE j.subject = ?`,
    )
    this.#ofMark = db.prepareRaw<[number], JournalCells>(
      'reads.ofMark',
      `SELECT ${JOURNAL} ${OF_BRANCH} WHERE j.mark = ?`,
    )
    this.#logLines = db.prepareRaw<[number, string | null], [string]>(
      'reads.logLines',
      'SELECT id FROM log_line WHERE picture = ? AND incident IS ? ORDER BY at_ms, id',
    )
    this.#correctedBy = db.prepareRaw<[number, string], [string]>(
      'reads.correctedBy',
      'SELECT id FROM log_line WHERE picture = ? AND corrects = ? ORDER BY at_ms, id LIMIT 1',
    )
    this.#conflicts = db.prepareRaw<[number, number], [string, string]>(
      'reads.conflicts',
      `SELECT s.kind, s.id FROM record r JOIN subject s ON s.subject = (r.rec & 4294967295)
        WHERE r.conflicts > 0 AND r.rec BETWEEN ? AND ?`,
    )
    this.#ofKind = db.prepareRaw<[number, number, string], [string]>(
      'reads.ofKind',
      `SELECT s.id FROM subject s JOIN record r ON r.rec = ? + s.subject WHERE s.space = ? AND s.kind = ? ORDER BY s.id`,
    )
    this.#notices = db.prepare<[number, number, number], NoticeCells>(
      'reads.notices',
      `SELECT n.notice, i.id AS incident, i.title, i.level, i.category, n.received_ms AS receivedMs,
          n.acknowledged_ms AS acknowledgedMs, n.acknowledged_by AS acknowledgedBy
        FROM notice n JOIN incident i ON i.rec = ? + n.subject WHERE +n.space = ? ORDER BY n.notice DESC LIMIT ?`,
    )
    this.#waiting = db.prepareRaw<[number, number], JournalCells>(
      'reads.waiting',
      // Branch by branch, so that the limit ends the walk: a hundred thousand changes may wait.
      `SELECT ${JOURNAL} FROM branch b CROSS JOIN journal j
          ON j.at BETWEEN (b.branch << 32) + b.agreed_seq + 1 AND (b.branch << 32) + b.tip_seq
        WHERE +b.space = ? AND b.tip_seq > b.agreed_seq ORDER BY b.branch, j.at LIMIT ?`,
    )
    this.#refusals = db.prepareRaw<[number], [string]>('reads.refusals', 'SELECT change FROM refusal WHERE space = ?')
    this.#forks = db.prepareRaw<[], [number]>('reads.forks', "SELECT count(*) FROM branch WHERE name <> ''")
  }

  /** Where a space's picture lies and what the officer has seen of it; undefined when the space is not known. */
  look(space: string, officer: string): Look | undefined {
    const row = this.#space.get(space)
    if (row === undefined) return undefined
    const [number, picture, records] = row
    return { space: number, picture, records, officer, floor: this.#floor.get(officer, number)?.[0] ?? 0 }
  }

  /** Record number of a record in a picture; undefined when nothing was ever heard of it. */
  rec(look: Look, kind: Kind, id: string): number | undefined {
    const subject = this.#subject.get(look.space, kind, id)?.[0]
    return subject === undefined ? undefined : look.picture * SHIFT + subject
  }

  branches(look: Look): readonly BranchMark[] {
    return this.#branches.all(look.space).map(([branch, tip, agreed, sent]) => ({ branch, tip, agreed, sent }))
  }

  /** Records spoken of by the changes (after, upTo] of a branch. */
  subjectsBetween(branch: number, after: number, upTo: number): readonly (readonly [Kind, string])[] {
    return this.#subjectsBetween.all(branch * SHIFT + after + 1, branch * SHIFT + upTo)
  }

  /** Every stored change of a record, oldest stamp first. */
  history(look: Look, kind: Kind, id: string): readonly StoredChange[] {
    const subject = this.#subject.get(look.space, kind, id)?.[0]
    if (subject === undefined) return []
    return this.#history
      .all(subject)
      .flatMap((cells) => this.#stored(cells))
      .toSorted((a, b) => compareStored(a, b))
  }

  /** One change by its id. */
  change(id: ChangeId): StoredChange | undefined {
    for (const cells of this.#ofMark.all(markOfId(id)))
      if (changeIdOf(sha256(cells[3])) === id) return this.#stored(cells)[0]
    return undefined
  }

  /** What is known of a change; one that is not here came with a snapshot and is agreed. */
  changeFacts(id: ChangeId): ChangeFacts {
    for (const cells of this.#ofMark.all(markOfId(id))) if (changeIdOf(sha256(cells[3])) === id) return factsOf(cells)
    return { state: 'agreed', receivedMs: null }
  }

  /** Ids of the log lines of an incident, or of the general log, oldest first. */
  logLines(look: Look, incident: string | null): readonly string[] {
    return this.#logLines.all(look.picture, incident).map(([id]) => id)
  }

  /** The line that corrects a line, or null. */
  correctedBy(look: Look, line: string): string | null {
    return this.#correctedBy.get(look.picture, line)?.[0] ?? null
  }

  /** Records with fields that contradict each other. */
  conflicts(look: Look): readonly (readonly [Kind, string])[] {
    return this.#conflicts.all(look.picture * SHIFT, (look.picture + 1) * SHIFT - 1)
  }

  /** Ids of all records of a kind. */
  ofKind(look: Look, kind: Kind): readonly string[] {
    return this.#ofKind.all(look.picture * SHIFT, look.space, kind).map(([id]) => id)
  }

  /** Notices, newest first. */
  notices(look: Look, limit: number): readonly NoticeCells[] {
    return this.#notices.all(look.picture * SHIFT, look.space, limit)
  }

  /** Changes that are not agreed, chain by chain, each oldest first. */
  waiting(look: Look, limit: number): readonly StoredChange[] {
    return this.#waiting.all(look.space, limit).flatMap((cells) => this.#stored(cells))
  }

  /** Refused changes of a space. */
  refusals(look: Look): readonly ChangeId[] {
    return this.#refusals.all(look.space).map(([change]) => asId<ChangeId>(change))
  }

  #stored(cells: JournalCells): StoredChange[] {
    const [at, , , header, stored] = cells
    const away = this.#shelf.whereAway(at, stored) ?? null
    const change = readChange({ header, body: away === null ? this.#shelf.body(at, stored) : null }, sha256)
    return change.ok ? [{ ...factsOf(cells), at, change: change.value, away }] : []
  }

  /** Branches that split off a chain, in all spaces. */
  forks(): number {
    return this.#forks.get()?.[0] ?? 0
  }
}

function factsOf([at, flags, receivedMs, , , agreed, sent]: JournalCells): ChangeFacts {
  const seq = at % SHIFT
  const state = (flags & FLAG_REFUSED) !== 0 ? 'refused' : seq <= agreed ? 'agreed' : seq <= sent ? 'sent' : 'saved'
  return { state, receivedMs }
}

function compareStored({ change: a }: StoredChange, { change: b }: StoredChange): number {
  return (
    a.head.stamp.ms - b.head.stamp.ms ||
    a.head.stamp.counter - b.head.stamp.counter ||
    (a.head.station < b.head.station ? -1 : a.head.station > b.head.station ? 1 : a.id < b.id ? -1 : 1)
  )
}
