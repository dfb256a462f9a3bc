// Bench `desk`: what an officer waits for at a station with 50,000 incidents of five years and 200,000 reports, deliveries,
// directives, receipts and log lines (lib/desk-work.ts): the first answer of a list, a badge's count, a search, the statistics. Beside each stands the same question
// written by hand in SQL on the same database: what it costs to ask, not to make rows of it that a window can show.
import { FaultError } from '../shared/base/fault.ts'
import { asId } from '../shared/base/ids.ts'
import type { JsonFields } from '../shared/base/json.ts'
import { DIRECTIVE, MISSING_STATES, RECEIPT, UNSIGNED_STATES } from '../shared/model/directive.ts'
import type { ItemFilter, WatchName, WatchParams } from '../shared/rpc/watches.ts'
import { MAX_CLOCKS } from '../shared/rpc/watches.ts'
import { createQueryHub } from '../station/query/create-query-hub.ts'
import type { StatusParts } from '../station/query/query-hub.ts'
import { openStore } from '../station/store/open-store.ts'
import { createReads } from '../station/store/reads/station-reads.ts'
import { Author } from './lib/author.ts'
import { benchOptions, scaled } from './lib/bench-options.ts'
import { BENCH_SPACE, benchFolder } from './lib/bench-store.ts'
import { EVENTS, OWN_AGENCY, PLACES, deskWork } from './lib/desk-work.ts'
import { MB, folderBytes } from './lib/disk.ts'
import { median, quantile } from './lib/figures.ts'
import { incidentFields } from './lib/incident-fields.ts'
import type { Row } from './lib/report.ts'
import { report } from './lib/report.ts'
import { docOf, idOf, seeded } from './lib/workload.ts'

const LOAD_BATCH = 2_000
const YEAR_MS = 365 * 86_400_000
const START_MS = Date.UTC(2021, 0, 1)
const END_MS = START_MS + 5 * YEAR_MS
const READ_AHEAD = 'reading ahead, each time'
/** As long as the engine lets it take at once. */
const READ_AHEAD_MS = 15
const SAMPLES = 15
const TO_SIGN = { agencies: [OWN_AGENCY], states: [...UNSIGNED_STATES] }
const MISSING_ORDER = { sort: 'due', descending: false, limit: 500 } as const
const DIRECTIVE_LISTS = [
  { name: 'open inbox', kind: RECEIPT, filter: TO_SIGN, states: UNSIGNED_STATES },
  { name: 'open missing', kind: RECEIPT, filter: { states: [...MISSING_STATES] }, states: MISSING_STATES },
] as const satisfies readonly {
  readonly name: string
  readonly kind: string
  readonly filter: ItemFilter
  readonly states: readonly string[]
}[]
const STATUS: StatusParts = {
  stationName: 'bench',
  software: 'bench',
  link: 'none',
  linkSinceMs: 0,
  server: null,
  servers: [],
  linkFault: null,
  lastHeardMs: null,
  clockOffsetMs: null,
  filesWaiting: 0,
  verifying: null,
  officer: null,
  sessionEnd: null,
  openId: null,
  closing: null,
  alerts: [],
}
const options = benchOptions()
const incidents = scaled(50_000, options.scale, 200)
const others = scaled(200_000, options.scale, 800)

const { folder, remove } = benchFolder()
const opened = await openStore({
  folder,
  nowMs: Date.now,
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  log: () => undefined,
})
if (!opened.ok) throw new FaultError(opened.fault)
const { store, db, drainWords } = opened.value
store.ensureSpace(BENCH_SPACE)
try {
  load()
  const hub = createQueryHub({
    store,
    reads: createReads(db),
    sources: { status: () => STATUS, differs: () => false, mapSources: () => [] },
    nowMs: () => END_MS,
  })
  measure(hub)
  hub.close()
} finally {
  store.close()
  remove()
}

function load(): void {
  const author = new Author(BENCH_SPACE)
  const random = seeded(7)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const iso = (ms: number): string => new Date(ms).toISOString()
  const atOf = (index: number): number => START_MS + Math.floor((index / incidents) * 5 * YEAR_MS)
  const write = (count: number, make: (index: number) => readonly [string, JsonFields, string?]): void => {
    for (let from = 0; from < count; from += LOAD_BATCH) {
      const batch = Array.from({ length: Math.min(LOAD_BATCH, count - from) }, (_, at) =>
        author.write(...make(from + at)),
      )
      const taken = store.receive(BENCH_SPACE, batch, [], { nowMs: Date.now(), agreed: true, historyOnly: false })
      if (!taken.ok) throw new FaultError(taken.fault)
    }
  }
  write(incidents, (index) => {
    const at = atOf(index)
    const place = Math.floor(random() * PLACES.length)
    return [
      idOf(index),
      {
        ...incidentFields(docOf(index)),
        title: `${PLACES[place] ?? ''}${pick(EVENTS)}`,
        occurredAt: random() < 0.9 ? iso(at - 20 * 60_000) : null,
        receivedAt: iso(at),
        division: `3501${String(place + 2).padStart(2, '0')}`,
        status: random() < 0.98 ? 'closed' : 'responding',
        agencyInCharge: `agency-${Math.floor(random() * 30)}`,
      },
    ]
  })
  const work = deskWork({ random, incidents, atOf })
  write(others, (index) => {
    const { id, fields, kind } = work(index)
    return [id, fields, kind]
  })
  store.facts(BENCH_SPACE)
  while (drainWords(1_000) > 0);
}

function measure(hub: ReturnType<typeof createQueryHub>): void {
  const { sqlite } = db
  const space = BENCH_SPACE as string
  const picture = sqlite.prepare('SELECT picture FROM space WHERE id = ?').pluck().get(space) as number
  const range = [picture * 2 ** 32, (picture + 1) * 2 ** 32 - 1]
  const open = <Name extends WatchName>(name: Name, params: WatchParams<Name>): void => {
    const watch = hub.open(name, params, { officer: asId('bench'), role: 'dutyOfficer' })
    for (const page of watch.first()) if (page.done) break
    watch.close()
  }
  const items = { space, filter: {}, sort: 'at', descending: true, offset: 0, limit: 100 } as const
  const search = (text: string) => () => void hub.methods.search({ space, text, perKind: 20 })
  const statistics = (fromMs: number, toMs: number) => () =>
    void hub.methods.statistics({ space, fromMs, toMs, division: '', category: '', divisionDigits: 6, unit: 'month' })
  const sql = (text: string, ...params: readonly unknown[]) => {
    const statement = sqlite.prepare(text).raw(true)
    return (): void => void statement.all(...params)
  }
  const found = (match: string) =>
    sql(
      `SELECT s.kind, count(*) FROM words w JOIN subject s ON s.subject = (w.rowid & 4294967295)
        WHERE w.words MATCH ? AND w.rowid BETWEEN ? AND ? GROUP BY s.kind`,
      match,
      ...range,
    )
  const list = (kind: string) =>
    sql('SELECT id FROM desk_item WHERE picture = ? AND kind = ? ORDER BY at_ms DESC LIMIT 100', picture, kind)
  const counted = (fromMs: number, toMs: number) =>
    sql(
      `SELECT substr(category, 1, 3), level, count(*), sum(dead) FROM incident
        WHERE picture = ? AND coalesce(occurred_ms, received_ms) >= ? AND coalesce(occurred_ms, received_ms) < ?
        GROUP BY 1, 2`,
      picture,
      fromMs,
      toMs,
    )
  const kinds = ['report', 'delivery', 'logEntry', DIRECTIVE, RECEIPT] as const
  const issued = sqlite
    .prepare(
      "SELECT id FROM desk_item WHERE picture = ? AND kind = 'directive' AND agency = ? ORDER BY at_ms DESC LIMIT 100",
    )
    .pluck()
    .all(picture, OWN_AGENCY) as string[]
  const countReceipts = sqlite
    .prepare(
      "SELECT state, count(*) FROM desk_item WHERE picture = ? AND kind = 'receipt' AND parent = ? GROUP BY +state",
    )
    .raw(true)
  const lastYear = [END_MS - YEAR_MS, END_MS] as const
  const rows: Row[] = [
    row(
      'open incidents',
      () => open('incidents', { space, filter: {}, sort: 'received', descending: true, offset: 0, limit: 100 }),
      sql('SELECT id FROM incident WHERE picture = ? AND status <> 5 ORDER BY received_ms DESC LIMIT 100', picture),
    ),
    ...kinds.map((kind) => row(`open ${kind}`, () => open('items', { ...items, kind }), list(kind))),
    ...DIRECTIVE_LISTS.map(({ name, kind, filter, states }) =>
      row(
        name,
        () => open('items', { ...items, ...(name === 'open missing' ? MISSING_ORDER : {}), kind, filter }),
        sql(
          `SELECT id FROM desk_item WHERE picture = ? AND kind = ? AND (? OR agency = ?)
              AND state IN (SELECT value FROM json_each(?)) ORDER BY ${name === 'open missing' ? 'due_ms' : 'at_ms DESC'} LIMIT 500`,
          ...[picture, kind, 'agencies' in filter ? 0 : 1, OWN_AGENCY, JSON.stringify(states)],
        ),
      ),
    ),
    row(
      'open outbox with progress',
      () => {
        open('items', { ...items, kind: DIRECTIVE, filter: { agencies: [OWN_AGENCY] } })
        // Each line of the list says how far its receivers are.
        for (const id of issued) open('items', { ...items, kind: RECEIPT, filter: { parent: id }, limit: 0 })
      },
      () => {
        for (const id of issued) countReceipts.all(picture, id)
      },
    ),
    row(
      'badge to sign for',
      () => open('items', { ...items, kind: RECEIPT, filter: TO_SIGN, limit: 0 }),
      sql(
        "SELECT count(*) FROM desk_item WHERE picture = ? AND kind = 'receipt' AND agency = ? AND state IN ('sent', 'delivered')",
        ...[picture, OWN_AGENCY],
      ),
    ),
    row(
      'badge unconfirmed',
      () => open('items', { ...items, kind: 'delivery', filter: { states: ['sent'] }, limit: 0 }),
      sql("SELECT count(*) FROM desk_item WHERE picture = ? AND kind = 'delivery' AND state = 'sent'", picture),
    ),
    row(
      'badge all reports',
      () => open('items', { ...items, kind: 'report', limit: 0 }),
      sql("SELECT state, count(*) FROM desk_item WHERE picture = ? AND kind = 'report' GROUP BY state", picture),
    ),
    row(
      'badge clocks',
      () => open('clocks', { space, limit: MAX_CLOCKS }),
      // Only the incidents and what was sent about them: rules are not in SQL.
      sql(
        `SELECT i.id, min(c.at_ms) FROM incident i LEFT JOIN counted c
            ON c.picture = i.picture AND c.kind = 'delivery' AND c.incident = i.id
          WHERE i.picture = ? AND i.status < 4 AND i.category LIKE '12%' GROUP BY 1`,
        picture,
      ),
    ),
    warmed(hub),
    row('search one in 100', search('思明区火情'), found('"思 明 区 火 情" *')),
    row('search one in 10', search('火情'), found('"火 情" *')),
    row('search everywhere', search('区'), found('"区" *')),
    row('search nowhere', search('龙卷风'), found('"龙 卷 风" *')),
    row('statistics of a year', statistics(...lastYear), counted(...lastYear)),
    row('statistics of five', statistics(START_MS - YEAR_MS, END_MS), counted(START_MS - YEAR_MS, END_MS)),
  ]
  const worst = (...names: readonly string[]): number =>
    Math.max(
      ...rows
        .filter(({ name }) => names.some((one) => name.startsWith(one)))
        .map(({ figures }) => figures['ms'] ?? NaN),
    )
  const first = (name: string): number =>
    Math.max(...rows.filter((one) => one.name.startsWith(name)).map(({ figures }) => figures['firstMs'] ?? Number.NaN))
  report(
    {
      bench: 'desk',
      rows: [
        ...rows,
        { name: `${incidents} incidents, ${others} others`, figures: { diskMB: folderBytes(folder) / MB } },
      ],
      results: {
        openListMs: worst('open report', 'open delivery', 'open logEntry'),
        openDirectivesMs: worst('open directive', 'open receipt', 'open inbox', 'open missing', 'open outbox'),
        openIncidentsMs: worst('open incidents'),
        badgeMs: worst('badge'),
        searchMs: worst('search'),
        firstSearchMs: first('search'),
        firstStatisticsMs: first('statistics'),
        readAheadMs: rows.find(({ name }) => name === READ_AHEAD)?.figures['worstMs'] ?? Number.NaN,
        statisticsMs: worst('statistics'),
      },
      missing: [],
    },
    options,
  )
}

/** What a station does in its first seconds while nothing else is to do: the longest and the middle of the turns it takes. */
function warmed(hub: ReturnType<typeof createQueryHub>): Row {
  const turns: number[] = []
  for (let more = true; more;) {
    const startMs = performance.now()
    more = hub.warm(READ_AHEAD_MS)
    turns.push(performance.now() - startMs)
  }
  return { name: READ_AHEAD, figures: { ms: median(turns), worstMs: quantile(turns, 1), turns: turns.length } }
}

/** The first time (which fills caches), the middle and the worst of a few more; the hand-written SQL beside. */
function row(name: string, ours: () => void, hand: () => void): Row {
  const [firstMs = Number.NaN, ...own] = times(ours)
  const [, ...byHand] = times(hand)
  return {
    name,
    figures: {
      firstMs,
      ms: median(own),
      worstMs: quantile(own, 1),
      sqlMs: median(byHand),
      timesSql: median(own) / median(byHand),
    },
  }
}

function times(work: () => void): readonly number[] {
  return Array.from({ length: 1 + SAMPLES }, () => {
    const startMs = performance.now()
    work()
    return performance.now() - startMs
  })
}
