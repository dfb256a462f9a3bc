import { join } from 'node:path'
// `verify` finds what was altered in a closed database, wherever it was altered, says nothing against a sound one, and tells of each
// damage what it is, whose change it was, and what it is about.
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { makeSeal } from '../../../shared/journal/chain.ts'
import type { ProblemKind, VerifyProblem, VerifyReport } from '../../../shared/rpc/verify.ts'
import { problemsIn } from '../../../shared/rpc/verify.ts'
import { verifyLines } from '../../../station/bin/verify-words.ts'
import { verifyApart } from '../../../station/engine/apart.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import { markNumber } from '../../../station/store/journal-book.ts'
import { sha256 } from '../../../station/store/node-crypto.ts'
import type { StationStore } from '../../../station/store/station-store.ts'
import { ROOT, runTool } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { NOW_MS, SPACE, chain, must, open, rid, take, value, write } from '../store/stores.ts'

const NEVER = new AbortController().signal

/** A closed station with two incidents, an amendment, a log line and a seal. */
async function closedStation(): Promise<string> {
  const folder = scratchFolder()
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: 'fire', level: 3, status: 'reported', position: { lon: 119.3, lat: 26.1 } })
  write(store, 'i1', { level: 2 })
  write(store, 'i2', { title: 'flood', level: 4, status: 'reported' })
  write(store, 'l1', { incident: 'i1', text: 'called', at: '2024-07-01T08:00:00+08:00' }, 'logEntry')
  const seals = store
    .tips(SPACE)
    .map((tip) => makeSeal(SPACE, tip, tip.seq, tip.hash, (message) => store.sign(message)))
  store.saveSeals(SPACE, seals)
  store.close()
  return folder
}

const SECOND = '(SELECT at FROM journal ORDER BY at LIMIT 1 OFFSET 1)'
const FLIP_BODY = `UPDATE journal SET body = flip(body) WHERE at = ${SECOND}`
const FLIP_HEADER = `UPDATE journal SET header = flip(header) WHERE at = ${SECOND}`

/** Runs one statement on the closed database; flip() alters the last byte of a blob. */
function alter(folder: string, sql: string): number {
  const sqlite = new Sqlite(join(folder, 'station.db'))
  sqlite.function('flip', (blob: unknown) => {
    const bytes = Buffer.from(blob as Uint8Array)
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
    return bytes
  })
  sqlite.function('rename', (blob: unknown) => {
    const bytes = Buffer.from(blob as Uint8Array)
    bytes.write('officer-7', bytes.indexOf('officer-1'))
    return bytes
  })
  sqlite.function('markOf', (blob: unknown) => markNumber(sha256(new Uint8Array(blob as Uint8Array))))
  const { changes } = sqlite.prepare(sql).run()
  sqlite.close()
  return changes
}

async function verified(folder: string): Promise<VerifyReport> {
  const { store } = await open({ folder })
  const report = verifyStore(store)
  store.close()
  return report
}

/** As a station at work does it: in a thread, over a connection of its own. */
async function verifiedApart(
  folder: string,
  { station, publicKey }: StationStore,
  databaseKey?: Uint8Array,
): Promise<VerifyReport> {
  const place = { database: join(folder, 'station.db'), databaseKey, station, publicKey }
  return value(await verifyApart(place, NEVER, () => undefined))
}

test('a sound station holds: chains, seal and picture', async () => {
  const report = await verified(await closedStation())
  expect(report).toMatchObject({
    chains: [{ changes: 4, sealed: true, problem: null }],
    pictureProblems: [],
    more: 0,
    notCompared: [],
  })
  expect(verifyLines(report)).toMatchObject({ isGood: true })
})

interface Damage {
  readonly name: string
  readonly sql: string
  readonly kind: ProblemKind
  readonly about?: Partial<VerifyProblem>
  readonly says: string
}
const FIRE = { kind: 'incident', id: 'i1', title: 'fire', incident: { number: '', title: 'fire' } }
const FLOOD = { kind: 'incident', id: 'i2', title: 'flood' }
const AUTHOR = { officer: 'officer-1', atMs: NOW_MS }

const DAMAGES: readonly Damage[] = [
  {
    name: 'a body',
    sql: FLIP_BODY,
    kind: 'content',
    about: { seq: 2, ...AUTHOR, record: FIRE },
    says: '第 2 条变更的内容与当初写下的不符 what change 2 says is not what was written',
  },
  {
    name: 'a header',
    sql: FLIP_HEADER,
    kind: 'content',
    about: { seq: 2, ...AUTHOR, record: FIRE },
    says: 'BAD  ',
  },
  {
    name: 'who a header names',
    sql: `UPDATE journal SET header = rename(header) WHERE at = ${SECOND}`,
    kind: 'header',
    about: { seq: 2, officer: 'officer-7', record: FIRE },
    says: '作者、时间或所属记录被改动 author, time or subject of change 2 was altered',
  },
  {
    name: 'who the newest header names',
    sql: 'UPDATE journal SET header = rename(header) WHERE at = (SELECT max(at) FROM journal)',
    kind: 'header',
    about: { seq: 4, officer: 'officer-7' },
    says: 'change 4 was altered',
  },
  {
    name: 'a header and the number it is found by',
    sql: `UPDATE journal SET header = rename(header), mark = markOf(rename(header)) WHERE at = ${SECOND}`,
    kind: 'link',
    about: { seq: 3 },
    says: 'change 3 is not the one that was there',
  },
  {
    name: 'a header nobody can read',
    sql: `UPDATE journal SET header = x'00' WHERE at = ${SECOND}`,
    kind: 'unreadable',
    about: { seq: 2, officer: '', atMs: null, record: FIRE },
    says: '第 2 条变更已无法读出 change 2 can no longer be read',
  },
  {
    name: 'a change gone',
    sql: `DELETE FROM journal WHERE at = ${SECOND}`,
    kind: 'missing',
    about: { seq: 2, record: null },
    says: '缺少第 2 条变更 change 2 is missing',
  },
  {
    name: 'the newest change gone',
    sql: 'DELETE FROM journal WHERE at = (SELECT max(at) FROM journal)',
    kind: 'end',
    about: { seq: 3, expected: 4 },
    says: '本应到第 4 条 the changes after number 3 are gone; there should be 4',
  },
  {
    name: 'the hash of the newest',
    sql: 'UPDATE branch SET tip_hash = zeroblob(32)',
    kind: 'tip',
    about: { seq: 4 },
    says: 'the hash kept of the newest change, number 4, was altered',
  },
  {
    name: 'a seal',
    sql: 'UPDATE seal SET signature = zeroblob(64)',
    kind: 'seal',
    about: { seq: 4, ...AUTHOR },
    says: '席位封签不成立 the station’s seal on change 4 does not hold',
  },
  {
    name: 'the digest of the picture',
    sql: 'UPDATE picture SET digest = zeroblob(32)',
    kind: 'sums',
    about: { station: null, record: null },
    says: 'the picture code, is not what the journal gives',
  },
  {
    name: 'a record nobody wrote',
    sql: 'INSERT INTO record (rec, conflicts, digest, state) SELECT max(rec) + 50, 0, digest, state FROM record',
    kind: 'sums',
    says: '记录数或态势校验码与日志不符',
  },
  {
    name: 'the state of a record',
    sql: `UPDATE record SET state = replace(state, 'fire', 'fare')`,
    kind: 'record',
    about: { ...AUTHOR, record: FIRE },
    says: '本席位显示的内容与日志不符 what this station shows is not what the journal says',
  },
  {
    name: 'a state nobody can read',
    sql: `UPDATE record SET state = '{' WHERE state LIKE '%fire%'`,
    kind: 'record',
    about: { record: FIRE },
    says: '事件 incident fire',
  },
  {
    name: 'the digest of a record',
    sql: 'UPDATE record SET digest = zeroblob(32) WHERE rec = (SELECT min(rec) FROM record)',
    kind: 'record',
    says: '→ ',
  },
  {
    name: 'a title in the list',
    sql: `UPDATE incident SET title = 'fare' WHERE title = 'fire'`,
    kind: 'record',
    says: 'fire',
  },
  { name: 'a level in the list', sql: 'UPDATE incident SET level = 1 WHERE level = 4', kind: 'record', says: 'flood' },
  { name: 'a place on the map', sql: 'DELETE FROM place', kind: 'record', says: 'fire' },
  {
    name: 'a line of the log',
    sql: `UPDATE log_line SET incident = 'i2'`,
    kind: 'record',
    about: { record: { kind: 'logEntry', id: 'l1', title: 'called', incident: { number: '', title: 'fire' } } },
    says: 'logEntry called（事件 incident fire）',
  },
  {
    name: 'the record a change lies under',
    sql: `UPDATE journal SET subject = (SELECT subject FROM subject WHERE id = 'i2') WHERE at = ${SECOND}`,
    kind: 'misfiled',
    about: { seq: 2, ...AUTHOR, record: FLOOD as VerifyProblem['record'] },
    says: 'change 2 lies under a record that is not its own',
  },
]

test.for(DAMAGES)('[VF-4] $name altered is found, and told in words', async ({ sql, kind, about = {}, says }) => {
  const folder = await closedStation()
  expect(alter(folder, sql)).toBeGreaterThan(0)
  const { store } = await open({ folder })
  const report = verifyStore(store)
  const problem = problemsIn(report).find((one) => one.kind === kind)
  expect(problem).toMatchObject({ space: SPACE, ...about })
  const { lines, isGood } = verifyLines(report)
  expect([isGood, lines.join('\n')]).toEqual([false, expect.stringContaining(says)])
})

test('[VF-4] the first bad change is named, with its id, and names are the directory’s', async () => {
  const folder = await closedStation()
  alter(folder, FLIP_BODY)
  const { store } = await open({ folder })
  store.ensureSpace(asId('directory'))
  const directory = [
    { kind: 'officer', record: 'officer-1', fields: { displayName: '林岚' } },
    { kind: 'station', record: store.station, fields: { name: '甲席' } },
    { kind: 'space', record: SPACE, fields: { name: '福建', nameEn: 'Fujian' } },
  ]
  value(
    store.receive(asId('directory'), chain('server', directory, 'directory'), [], {
      ...{ nowMs: NOW_MS, agreed: true, historyOnly: false },
    }),
  )
  const [problem] = problemsIn(verifyStore(store))
  const second = must(store.history(SPACE, { kind: 'incident', id: rid('i1') })[0])
  expect(second.change.head.seq).toBe(1)
  expect(problem).toMatchObject({
    officerName: '林岚',
    stationName: '甲席',
    spaceName: '福建',
    spaceNameEn: 'Fujian',
    change: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})

test('a destroyed body is no problem, and is counted', async () => {
  const folder = scratchFolder()
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  const first = write(store, 'i1', { title: 'fire' })
  write(store, 'i1', { title: 'flood' })
  store.erase(SPACE, [first.id])
  const report = await verifiedApart(folder, store)
  expect(report).toMatchObject({ chains: [{ changes: 2, erased: 1, problem: null }], pictureProblems: [] })
  expect(verifyLines(report).lines.join()).toContain('依法销毁 1 destroyed')
})

test('[VF-1] a thread verifies an encrypted station too, and finds what was altered there', async () => {
  const databaseKey = new Uint8Array(32).fill(7)
  const folder = scratchFolder()
  const { store, db } = await open({ folder, databaseKey })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: '山洪' })
  write(store, 'i1', { title: '山洪，已控制' })
  store.facts(SPACE)
  expect(problemsIn(await verifiedApart(folder, store, databaseKey))).toEqual([])
  db.sqlite.prepare(`UPDATE journal SET body = x'0000' WHERE at = ${SECOND}`).run()
  expect(problemsIn(await verifiedApart(folder, store, databaseKey))).toMatchObject([{ kind: 'content', seq: 2 }])
  const place = { database: join(folder, 'station.db'), station: store.station, publicKey: store.publicKey }
  expect(await verifyApart(place, NEVER, () => undefined)).toMatchObject({ ok: false, fault: { kind: 'storeCorrupt' } })
})

test('[VF-1] changes the picture on disk does not hold yet are no problem', async () => {
  const folder = scratchFolder()
  const { store, db } = await open({ folder })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: 'fire' })
  store.facts(SPACE)
  write(store, 'i1', { title: 'flood' })
  write(store, 'i2', { title: 'new' })
  const waiting = db.sqlite.prepare('SELECT count(*) FROM unsettled').pluck()
  expect(waiting.get()).toBeGreaterThan(0)
  expect(await verifiedApart(folder, store)).toMatchObject({
    chains: [{ changes: 3, problem: null }],
    pictureProblems: [],
    notCompared: [],
  })
  expect(waiting.get()).toBeGreaterThan(0)
})

const MANY = 100_000
/** Kept whole they take more than 800 MB. */
const HEAP_MB = 64

test(
  `[VF-2] with ${HEAP_MB} MB of memory ${MANY} changes are verified on the command line`,
  { timeout: 240_000 },
  async () => {
    const folder = scratchFolder()
    const { store } = await open({ folder })
    store.ensureSpace(SPACE)
    const changes = chain(
      'other',
      Array.from({ length: MANY }, (_, index) => ({
        record: `r${index % 5_000}`,
        fields: { title: `险情 ${index}`, description: 'x'.repeat(200) },
      })),
    )
    for (let at = 0; at < MANY; at += 2_000) take(store, changes.slice(at, at + 2_000))
    store.close()
    const args = [`--max-old-space-size=${HEAP_MB}`, 'station/bin/fengsui.ts', 'verify', '--data', folder]
    const { code, output } = await runTool('node', args, ROOT)
    expect([code, output]).toEqual([0, expect.stringContaining(`${MANY} changes`)])
  },
)
