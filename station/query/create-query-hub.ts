// The hub of all open watches: hears the store, gathers what was touched for a moment, and lets every watch look once, so
// that a batch of two thousand changes makes one difference.
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { NowMs } from '../../shared/base/ports.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import { REPORT } from '../../shared/model/report.ts'
import { VERDICT } from '../../shared/model/verdict.ts'
import type { FileStanding } from '../../shared/rpc/rows.ts'
import type { WatchName, WatchParams } from '../../shared/rpc/watches.ts'
import type { StationReads } from '../store/reads/station-reads.ts'
import type { StationStore, Touched } from '../store/station-store.ts'
import { Agreement } from './agreement.ts'
import { AmbientBook } from './ambient-book.ts'
import type { AmbientTouch } from './ambient-book.ts'
import { ambientOpeners } from './ambient-watches.ts'
import { NO_STANDING, attachmentGroups } from './attachment-groups.ts'
import type { AttachmentEntry } from './attachment-index.ts'
import { AttachmentIndex } from './attachment-index.ts'
import type { ViewParts } from './change-views.ts'
import { ClocksSource } from './clocks-source.ts'
import { ClosedClocks } from './closed-clocks.ts'
import { deskMethods } from './desk-methods.ts'
import type { Groups, Keyed } from './grouped-source.ts'
import { GroupedSource } from './grouped-source.ts'
import { IncidentsSource } from './incidents-source.ts'
import { ItemsSource } from './items-source.ts'
import { Names } from './names.ts'
import type { Hearing, Topic } from './open-watch.ts'
import { LiveWatch } from './open-watch.ts'
import { PointsSource } from './points-source.ts'
import type { DeskMethods, HubSources, OpenWatch, QueryHub, Viewer } from './query-hub.ts'
import {
  conflictGroups,
  directoryGroups,
  logGroups,
  noticeGroups,
  recordGroups,
  timelineGroups,
} from './record-groups.ts'
import { mapSourceGroups, outboxGroups, statusGroups } from './station-groups.ts'
import { StatisticsBook } from './statistics-book.ts'
import type { Dirt, WatchSource } from './watch-source.ts'
import { cleanDirt, idOfKind } from './watch-source.ts'

/** How long touches gather before watches look. */
const GATHER_MS = 4

export interface QueryHubParts {
  readonly store: StationStore
  readonly reads: StationReads
  readonly sources: HubSources
  readonly nowMs: NowMs
  /** Runs `work` once, soon; a short timer when left out. */
  readonly schedule?: (work: () => void) => void
  /** There is something to read ahead: `warm` does it. */
  readonly onIdleWork?: () => void
}

/** Opens the hub on a store. Close it before the store. */
export function createQueryHub(parts: QueryHubParts): QueryHub {
  return new StoreQueryHub(parts)
}

interface Opened {
  readonly source: WatchSource
  readonly hearing: Hearing
}
type Opener = { readonly [Name in WatchName]: (params: WatchParams<Name>, viewer: Viewer) => Opened }

class StoreQueryHub implements QueryHub {
  readonly methods: DeskMethods
  readonly attachments: AttachmentIndex
  readonly ambient = new AmbientBook()
  readonly #reads: StationReads
  readonly #store: StationStore
  readonly #views: ViewParts
  readonly #agreement: Agreement
  readonly #openers: Opener
  readonly #watches = new Set<LiveWatch>()
  readonly #schedule: (work: () => void) => void
  readonly #statistics: StatisticsBook
  readonly #closedClocks: ClosedClocks
  readonly #onIdleWork: () => void
  /** Spaces somebody looks at, of which statistics are still to be read. */
  readonly #cold = new Set<SpaceId>()
  readonly #looked = new Set<SpaceId>()
  readonly #stopHearing: () => void
  #touched = new Map<string, Dirt>()
  #topics = new Set<Topic>()
  /** What moved and is not journaled, by topic and space. */
  #ambientTouched = new Map<string, Dirt>()
  #isScheduled = false
  #closed = false

  constructor({ store, reads, sources, nowMs, schedule, onIdleWork }: QueryHubParts) {
    this.#store = store
    this.#reads = reads
    this.#views = { store, reads, names: new Names(store) }
    this.#agreement = new Agreement(reads)
    this.#onIdleWork = onIdleWork ?? (() => undefined)
    this.#schedule = schedule ?? ((work) => void setTimeout(work, GATHER_MS))
    // They must hear the store before the watches that ask them.
    this.attachments = new AttachmentIndex(store, reads)
    this.#closedClocks = new ClosedClocks(store, reads)
    this.#openers = openersOf(this.#views, sources, this.attachments, this.ambient, this.#closedClocks)
    this.ambient.onTouched((touch) => this.#hearAmbient(touch))
    this.#stopHearing = store.onTouched((touched) => this.#hear(touched))
    this.#statistics = new StatisticsBook(store, reads)
    this.methods = deskMethods(store, reads, this.#statistics, nowMs, {
      seen: (space, incidents) => this.#seen(space, incidents),
      acknowledged: () => this.#raise('notices'),
    })
  }

  open<Name extends WatchName>(name: Name, params: WatchParams<Name>, viewer: Viewer): OpenWatch {
    const { source, hearing } = this.#openers[name](params, viewer)
    const watch = new LiveWatch(
      source,
      hearing,
      () => this.#soon(),
      (closed) => this.#watches.delete(closed),
    )
    // What moved while nobody watched is in this watch's first answer.
    if (this.#watches.size === 0) this.#lookAfresh()
    this.#watches.add(watch)
    if ('space' in params) this.#looksAt(asId(params.space))
    return watch
  }

  changed(what: 'status' | 'mapSources' | 'files'): void {
    this.#raise(what)
  }

  warm(budgetMs: number): boolean {
    const untilMs = performance.now() + budgetMs
    while (performance.now() < untilMs) {
      if (this.#reads.search.warm()) continue
      const [space] = this.#cold
      if (space === undefined) return false
      if (!this.#statistics.warm(space)) this.#cold.delete(space)
    }
    return true
  }

  #looksAt(space: SpaceId): void {
    if (this.#looked.has(space) || space === DIRECTORY) return
    this.#looked.add(space)
    this.#cold.add(space)
    this.#onIdleWork()
  }

  close(): void {
    this.#closed = true
    this.#stopHearing()
    this.attachments.close()
    this.#statistics.close()
    this.#closedClocks.close()
    for (const watch of [...this.#watches]) watch.close()
  }

  #hear({ space, records, journal, all }: Touched): void {
    if (space === DIRECTORY && (all || records.length > 0)) this.#views.names.forget()
    if (this.#watches.size === 0) return
    const dirt = this.#dirtOf(space)
    for (const { kind, id } of records) dirt.records.add(`${kind}/${id}`)
    if (journal) dirt.journal = true
    if (all) dirt.all = true
    if (space === DIRECTORY && (all || records.length > 0)) this.#topics.add('names')
    this.#soon()
  }

  #hearAmbient({ topic, space, ids }: AmbientTouch): void {
    if (this.#watches.size === 0) return
    const key = `${topic} ${space}`
    let dirt = this.#ambientTouched.get(key)
    if (dirt === undefined) this.#ambientTouched.set(key, (dirt = cleanDirt()))
    if (ids === null) dirt.all = true
    else for (const id of ids) dirt.records.add(id)
    this.#soon()
  }

  #lookAfresh(): void {
    for (const space of this.#store.spaces()) this.#agreement.moved(space)
  }

  #seen(space: string, incidents: readonly string[] | null): void {
    const dirt = this.#dirtOf(space)
    if (incidents === null) dirt.all = true
    else for (const id of incidents) dirt.records.add(`${INCIDENT}/${id}`)
    this.#soon()
  }

  #raise(topic: Topic): void {
    this.#topics.add(topic)
    this.#soon()
  }

  #dirtOf(space: string): Dirt {
    let dirt = this.#touched.get(space)
    if (dirt === undefined) this.#touched.set(space, (dirt = cleanDirt()))
    return dirt
  }

  #soon(): void {
    if (this.#isScheduled || this.#closed) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      if (!this.#closed) this.#flush()
    })
  }

  /** A verdict moves the record whose change it refuses, also where that record waits to be folded again. */
  #followVerdict(key: string, dirt: Dirt): void {
    const refused = idOfKind(key, VERDICT)
    const stored = refused === undefined ? undefined : this.#reads.change(asId(refused))
    if (stored !== undefined) dirt.records.add(`${stored.change.head.kind}/${stored.change.head.record}`)
  }

  #flush(): void {
    const touched = this.#touched
    const topics = this.#topics
    const ambient = this.#ambientTouched
    this.#touched = new Map()
    this.#topics = new Set()
    this.#ambientTouched = new Map()
    for (const [space, dirt] of touched) {
      if (dirt.journal || dirt.all) for (const key of this.#agreement.moved(space)) dirt.records.add(key)
      for (const key of [...dirt.records]) this.#followVerdict(key, dirt)
    }
    for (const watch of [...this.#watches]) {
      const { hearing } = watch
      for (const [space, dirt] of touched) if (hearing.space === '*' || hearing.space === space) watch.soil(dirt)
      const moved = hearing.ambient && ambient.get(`${hearing.ambient.topic} ${hearing.ambient.space}`)
      if (moved !== undefined) watch.soil(moved)
      if (hearing.topics.some((topic) => topics.has(topic))) watch.soil({ ...cleanDirt(), all: true })
      watch.flush()
    }
  }
}

function openersOf(
  views: ViewParts,
  sources: HubSources,
  index: AttachmentIndex,
  book: AmbientBook,
  closedClocks: ClosedClocks,
): Opener {
  const { reads } = views
  const grouped = <Row extends Keyed>(groups: Groups<Row>, space: string | null, ...topics: Topic[]): Opened => ({
    source: new GroupedSource(groups),
    hearing: { space, topics },
  })
  return {
    status: (_params, viewer) => grouped(statusGroups(views, sources, viewer), '*', 'status', 'names'),
    incidents: (params, { officer }) => ({
      source: new IncidentsSource(reads, { ...params, officer }),
      hearing: { space: params.space, topics: [] },
    }),
    points: ({ space, filter }, { officer }) => ({
      source: new PointsSource(reads, space, officer, filter),
      hearing: { space, topics: [] },
    }),
    items: (params) => ({
      source: new ItemsSource(views, params),
      // The numbers of reports are counted through several spaces.
      hearing: { space: params.kind === REPORT ? '*' : params.space, topics: ['names'] },
    }),
    clocks: (params, { officer }) => ({
      source: new ClocksSource(views, closedClocks, params, officer),
      hearing: { space: params.space, topics: [] },
    }),
    record: (params) => grouped(recordGroups(views, params), params.space, 'names'),
    timeline: (params, viewer) => grouped(timelineGroups(views, params, viewer), params.space, 'names'),
    log: (params) => grouped(logGroups(views, params), params.space, 'names'),
    attachments(params) {
      const standing = (entry: AttachmentEntry): FileStanding => sources.fileStanding?.(entry) ?? NO_STANDING
      return grouped(attachmentGroups(views, index, standing, params), params.space, 'names', 'files')
    },
    conflicts: (params) => grouped(conflictGroups(views, params), params.space, 'names'),
    notices: (params) => grouped(noticeGroups(views, params), params.space, 'notices', 'names'),
    outbox: (params) => grouped(outboxGroups(views, params), '*'),
    directory: (params) => grouped(directoryGroups(views, params), DIRECTORY),
    mapSources: () => grouped(mapSourceGroups(sources), null, 'mapSources'),
    ...ambientOpeners(book, views.names),
  }
}
