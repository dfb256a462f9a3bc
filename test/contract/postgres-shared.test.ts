// One PostgreSQL database shared by several logs, as by several server processes: one numbering, one picture, one epoch, and
// what one commits is told by all. And what the log answers when the database is gone, read-only, older or of another program.
import { onTestFinished, expect, test } from 'vitest'
import type { PostgresLog, PostgresOptions } from '../../server/log/postgres/postgres-log.ts'
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import type { Commit } from '../../server/log/server-log.ts'
import { asId } from '../../shared/base/ids.ts'
import { DIRECTORY } from '../../shared/model/directory.ts'
import type { ChainAuthor } from '../support/chain-author.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { LogJudge } from '../support/log-judge.ts'
import { scratchFolder } from '../support/scratch.ts'
import {
  ALL,
  NOW_MS,
  SPACE,
  allChanges,
  author,
  copyOf,
  expectAgreement,
  foldFromScratch,
  read,
} from './server-log-world.ts'

const postgres = await livePostgres()

async function opened(url: string, more: Partial<PostgresOptions> = {}): Promise<PostgresLog> {
  const log = await openPostgresLog({ url, folder: scratchFolder(), nowMs: Date.now, ...more })
  if (!log.ok) throw new Error(`${log.fault.kind}: ${log.fault.message}`)
  onTestFinished(() => log.value.close())
  return log.value
}

/** Takes part of an author's chain in, sealed up to there. */
function take(log: PostgresLog, judge: LogJudge, one: ChainAuthor, from: number, to: number) {
  const { space } = one
  const changes = one.changes.slice(from, to)
  return log.append([{ space, changes, seals: [copyOf(one, to).seal()], broughtBy: one.key.station }], judge, NOW_MS)
}

/** What a process tells its peers: its own commits and those of others, in the order told. */
function hearing(log: PostgresLog): Commit[] {
  const told: Commit[] = []
  log.onOthers(async (commits) => void told.push(...commits))
  return told
}

function positions(told: readonly Commit[]): readonly number[] {
  return told.flatMap(({ from, changes }) => changes.map((_, index) => from + index))
}

test.for([
  { how: 'notices', listens: true, pollMs: 3_600_000 },
  { how: 'looking alone, every notice lost', listens: false, pollMs: 40 },
])(
  '[SL-19] two processes commit in one space at once: numbers without gaps, each tells everything once and in order, woken by $how',
  async ({ listens, pollMs }) => {
    const url = await postgres.database()
    const logs = [await opened(url, { listens, pollMs }), await opened(url, { listens, pollMs })] as const
    const authors = [author(60), author(60), author(60), author(60)]
    const judge = new LogJudge().knows(...authors)
    const told = logs.map(hearing)
    await Promise.all(
      authors.map(async (one, index) => {
        const side = index % 2
        const log = logs[side] as PostgresLog
        for (let from = 0; from < 60; from += 3) {
          const { commits } = await take(log, judge, one, from, from + 3)
          told[side]?.push(...commits)
        }
      }),
    )
    const all = Array.from({ length: 240 }, (_, index) => index + 1)
    await expect.poll(() => told.map((heard) => positions(heard).length), { timeout: 10_000 }).toEqual([240, 240])
    expect(told.map(positions)).toEqual([all, all])
    expect(told[0]?.flatMap(({ changes }) => changes.map((bytes) => read(bytes).id))).toEqual(
      (await allChanges(logs[1])).map((bytes) => read(bytes).id),
    )
    await expectAgreement(logs[0])
    await expectAgreement(logs[1])
  },
)

test('[SL-19] a reader that turns pages while others commit never finds a gap', async () => {
  const url = await postgres.database()
  const [one, two, reader] = [await opened(url), await opened(url), await opened(url)]
  const authors = [author(90), author(90)]
  const judge = new LogJudge().knows(...authors)
  const total = 180
  const reading = (async () => {
    let after = 0
    const seen: number[] = []
    while (after < total) {
      const page = await reader.page(SPACE, after, ALL, 50, ALL)
      expect(page.tip).toBeGreaterThanOrEqual(page.upTo)
      for (const bytes of page.changes) seen.push(read(bytes).head.seq)
      after = page.upTo
    }
    return seen.length
  })()
  await Promise.all(
    authors.map(async (each, index) => {
      for (let from = 0; from < 90; from += 2) await take(index === 0 ? one : two, judge, each, from, from + 2)
    }),
  )
  expect(await reading).toBe(total)
})

test('[SL-19] chains, forks, waiting changes and refusals of one process count in the other', async () => {
  const url = await postgres.database()
  const [one, two] = [await opened(url), await opened(url)]
  const [a, absent, carrier] = [author(6), author(6), author(1)]
  const judge = new LogJudge().knows(a, absent, carrier)
  judge.forbidden.add('r1')
  await take(one, judge, a, 0, 3)
  const again = await take(two, judge, a, 0, 6)
  expect(again.outcomes[0]?.agreed).toMatchObject([{ seq: 6 }])
  expect(again.outcomes[0]?.refused.map(({ change }) => change)).toEqual([a.changes[1]?.id])
  const copy = copyOf(a, 2)
  copy.write('incident', 'other', { title: 'fork' })
  expect((await take(one, judge, copy, 2, 3)).outcomes[0]?.forks).toMatchObject([{ seq: 3 }])
  expect(await two.tips(SPACE)).toEqual(await one.tips(SPACE))
  judge.forbidden.clear()
  const staged = { space: SPACE, seals: [absent.seal()], broughtBy: carrier.key.station }
  await one.append([{ ...staged, changes: absent.changes.slice(0, 4) }], judge, NOW_MS)
  const last = await two.append([{ ...staged, changes: absent.changes.slice(4) }], judge, NOW_MS)
  expect(last.commits[0]?.changes).toHaveLength(6)
  expect((await one.picture(SPACE)).digest).toEqual((await foldFromScratch(two)).digest)
})

test('[SL-20] the server’s own chain is one, whichever process writes in it', async () => {
  const url = await postgres.database()
  const [one, two] = [await opened(url), await opened(url)]
  expect([two.station, two.epoch, one.isNew, two.isNew]).toEqual([one.station, one.epoch, true, false])
  for (let index = 0; index < 6; index += 1)
    await (index % 2 === 0 ? one : two).write(
      SPACE,
      [{ kind: 'note', id: asId('n'), fields: { text: `${index}` } }],
      asId(''),
      // Clocks of two machines differ.
      NOW_MS - index * 60_000,
    )
  expect(await one.tips(SPACE)).toMatchObject([{ station: one.station, seq: 6 }])
  const stamps = (await allChanges(two)).map((bytes) => read(bytes).head.stamp)
  expect(stamps).toEqual(stamps.toSorted((x, y) => x.ms - y.ms || x.counter - y.counter))
})

test('[SL-20] what the directory says counts before the next commit is judged, though no notice came', async () => {
  const url = await postgres.database()
  const deaf = { listens: false, pollMs: 3_600_000 }
  const [one, two] = [await opened(url, deaf), await opened(url, deaf)]
  const a = author(2)
  const judge = new LogJudge()
  two.onOthers(async (commits) => {
    if (commits.some(({ space }) => space === DIRECTORY)) judge.knows(a)
  })
  expect((await take(two, judge, a, 0, 2)).outcomes[0]?.refused[0]?.fault.kind).toBe('stationUnknown')
  await one.write(DIRECTORY, [{ kind: 'station', id: asId(a.key.station), fields: { active: true } }], asId(''), NOW_MS)
  expect((await take(two, judge, a, 0, 2)).outcomes[0]?.agreed).toMatchObject([{ seq: 2 }])
})

test('[SL-20] a new epoch drawn by one process is the other’s, and two that notice the same draw one', async () => {
  const url = await postgres.database()
  const [one, two] = [await opened(url), await opened(url)]
  const before = one.epoch
  let told = 0
  two.onOthers(async () => void (told += 1))
  await one.renewEpoch(NOW_MS)
  await expect.poll(() => two.epoch, { timeout: 5_000 }).toBe(one.epoch)
  expect([one.epoch === before, told, two.restoredAtMs]).toEqual([false, 1, NOW_MS])
  await Promise.all([one.renewEpoch(NOW_MS + 1), two.renewEpoch(NOW_MS + 1)])
  await one.catchUp()
  expect(one.epoch).toBe(two.epoch)
})

test('[SL-20] a join code lets one station in, whichever processes are asked; sessions hold on all', async () => {
  const url = await postgres.database()
  const [one, two] = [await opened(url), await opened(url)]
  const codeHash = new Uint8Array(32).fill(7)
  await one.access.addJoinCode({ codeHash, agency: 'x', name: 'n', purpose: 'station', expiresMs: NOW_MS })
  const open = await two.access.openCodes(0)
  expect(open).toEqual([{ code: '0707070707070707', agency: 'x', name: 'n', expiresMs: NOW_MS }])
  const used = await Promise.all(
    [one, two, one, two].map((log, index) => log.access.useJoinCode(codeHash, asId(`S${index}`), 1)),
  )
  expect(used.filter((answer) => answer !== undefined)).toEqual([{ agency: 'x', name: 'n' }])
  const session = { officer: asId<never>('o'), station: asId<never>('s'), expiresMs: NOW_MS }
  await one.access.addSession(codeHash, session)
  expect(await two.access.session(codeHash, 1)).toEqual(session)
  expect(await two.access.session(codeHash, NOW_MS)).toBeUndefined()
  await two.access.endSessionsElsewhere(asId('o'), asId('s'))
  expect(await one.access.sessions(1)).toEqual([session])
  await two.access.endSessionsOf(asId('o'))
  expect(await one.access.session(codeHash, 1)).toBeUndefined()
  await one.access.setVerifier(asId('o'), { argon2: 'a', version: 1, mustChange: true })
  await two.access.setVerifier(asId('o'), { argon2: 'b', version: 2, mustChange: false })
  expect(await one.access.verifier(asId('o'))).toEqual({ argon2: 'b', version: 2, mustChange: false })
  await one.access.sawStation(asId('s'), 5)
  expect(await two.access.seenStations()).toEqual([['s', 5]])
})

test('[SL-20] what must not be done twice at once is done by one process after another', async () => {
  const url = await postgres.database()
  const [one, two] = [await opened(url), await opened(url)]
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    inside += 1
    most = Math.max(most, inside)
    await one.tip(SPACE)
    inside -= 1
  }
  await Promise.all([one.alone(work), two.alone(work), one.alone(work), two.alone(work)])
  expect(most).toBe(1)
})

test('[SL-12] a database restored from a copy has a new epoch: found by the mark at the start, and by a process at work', async () => {
  const url = await postgres.database()
  const folder = scratchFolder()
  const a = author(6)
  const judge = new LogJudge().knows(a)
  const first = await opened(url, { folder })
  await take(first, judge, a, 0, 3)
  await first.close()
  const backup = await postgres.copyOf(url)
  const second = await opened(url, { folder })
  expect(second.restoredAtMs).toBe(0)
  await take(second, judge, a, 3, 6)
  const { epoch } = second
  await second.close()
  const restored = await opened(backup, { folder, nowMs: () => NOW_MS })
  expect([restored.restoredAtMs, restored.epoch === epoch, await restored.tip(SPACE)]).toEqual([NOW_MS, false, 3])
  // Set back under a running process: positions it has told are gone.
  await take(restored, judge, a, 3, 6)
  const told = restored.epoch
  await postgres.run(
    backup,
    `UPDATE space SET tip = 3, version = version - 1; DELETE FROM journal WHERE pos > 3;
     UPDATE branch SET tip_seq = 3, tip_hash = '\\x${Buffer.from(a.changes[2]?.hash ?? []).toString('hex')}', seal_seq = 0, seal = NULL`,
  )
  await take(restored, judge, a, 3, 6)
  expect(restored.epoch).not.toBe(told)
  expect(await restored.tip(SPACE)).toBe(6)
})

test('[SL-15] a database that takes no changes, or is gone, is a refusal; nothing is acknowledged, and it goes on by itself', async () => {
  const url = await postgres.database()
  const a = author(6)
  const judge = new LogJudge().knows(a)
  const log = await opened(url)
  await take(log, judge, a, 0, 2)
  const name = new URL(url).pathname.slice(1)
  await postgres.run(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  const reading = await opened(url)
  await expect(take(reading, judge, a, 2, 4)).rejects.toMatchObject({ fault: { kind: 'readOnly' } })
  expect(await reading.tip(SPACE)).toBe(2)
  await postgres.run(
    `${url}?options=-c%20default_transaction_read_only%3Doff`,
    `ALTER DATABASE ${name} RESET default_transaction_read_only`,
  )
  await postgres.kill()
  await expect(take(log, judge, a, 2, 4)).rejects.toMatchObject({ fault: { kind: 'busy' } })
  await expect(log.tip(SPACE)).rejects.toMatchObject({ fault: { kind: 'busy' } })
  await log.catchUp().catch(() => undefined)
  expect(log.trouble?.kind).toBe('busy')
  const closed = await openPostgresLog({ url, folder: scratchFolder(), nowMs: Date.now })
  expect(closed).toMatchObject({ ok: false, fault: { kind: 'busy' } })
  expect(JSON.stringify(closed)).not.toContain('fengsui:fengsui')
  await postgres.start()
  expect((await take(log, judge, a, 0, 4)).outcomes[0]?.agreed).toMatchObject([{ seq: 4 }])
  await log.catchUp()
  expect([log.trouble, log.restoredAtMs]).toEqual([undefined, 0])
  await expectAgreement(log)
})

test('[SL-15] a connection that breaks while it is held and waits for nothing is a refusal, not the end of the server', async () => {
  const url = await postgres.database()
  const log = await opened(url)
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
  const held = log.alone(() => postgres.run(url, cut))
  await expect(held).rejects.toMatchObject({ fault: { kind: 'busy' } })
  // The pool may hand out others that were cut and that it has not heard of yet: each is a refusal as well, and is replaced.
  await expect.poll(() => log.catchUp().then(() => 'caught up'), { timeout: 10_000 }).toBe('caught up')
  await expect.poll(() => log.alone(async () => 'again'), { timeout: 10_000 }).toBe('again')
})

test('[SL-1] names with characters PostgreSQL cannot hold, and very long ones, are stored and found', async () => {
  const log = await opened(await postgres.database())
  const a = author()
  const names = ['\0', 'a\0b', '\uE000', '\uE0000000', '灾情\u{1F525}', '字'.repeat(200), '\0'.repeat(200)]
  for (const name of names) a.write('incident', name, { title: `\0${name}\uD800`, [name]: 1 })
  a.write('ki\0nd', 'x', { title: 'y' })
  const judge = new LogJudge().knows(a)
  expect((await take(log, judge, a, 0, names.length + 1)).outcomes[0]?.agreed).toMatchObject([
    { seq: names.length + 1 },
  ])
  await expectAgreement(log)
  expect((await log.records(SPACE, 'incident')).map(({ id }) => id)).toEqual(names)
  expect(await log.record(SPACE, 'ki\0nd', asId('x'))).toBeDefined()
  expect((await log.history(SPACE, 'incident', asId('\0'), 0)).positions).toEqual([1])
})

test('[SL-16] a database of another program, or of a newer one, is left alone; one folder serves one process', async () => {
  const foreign = await postgres.database()
  await postgres.run(foreign, 'CREATE TABLE journal (x integer)')
  const refused = await openPostgresLog({ url: foreign, folder: scratchFolder(), nowMs: Date.now })
  expect(refused).toMatchObject({ ok: false, fault: { kind: 'fileUnreadable' } })
  const url = await postgres.database()
  const folder = scratchFolder()
  await opened(url, { folder })
  expect(await openPostgresLog({ url, folder, nowMs: Date.now })).toMatchObject({ fault: { kind: 'folderInUse' } })
  // A newer form this program can still work with, then one it cannot.
  await postgres.run(url, "INSERT INTO fengsui_form VALUES (3, 'newer', 1)")
  await (await opened(url)).close()
  await postgres.run(url, "INSERT INTO fengsui_form VALUES (4, 'too new', 4)")
  expect(await openPostgresLog({ url, folder: scratchFolder(), nowMs: Date.now })).toMatchObject({
    fault: { kind: 'storeNewer' },
  })
  const nowhere = await openPostgresLog({ url: `${url}_none`, folder: scratchFolder(), nowMs: Date.now })
  expect(nowhere).toMatchObject({ fault: { kind: 'notFound' } })
})
