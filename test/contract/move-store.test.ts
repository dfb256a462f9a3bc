// Moving a server from SQLite to PostgreSQL and back, with everything a journal can hold, and by the real command.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { moveStore } from '../../server/log/move.ts'
import type { Moved } from '../../server/log/move.ts'
import { openStore } from '../../server/log/open-store.ts'
import type { StoreLog } from '../../server/log/server-log.ts'
import { asId } from '../../shared/base/ids.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { LogJudge } from '../support/log-judge.ts'
import { ROOT, runTool } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { NOW_MS, SPACE, allChanges, author, copyOf, expectAgreement, push } from './server-log-world.ts'

const postgres = await livePostgres()
const CODE = new Uint8Array(32).fill(9)
const SECOND = asId<never>('second')

async function opened(folder: string, store?: string): Promise<StoreLog> {
  const log = await openStore({ folder, store, nowMs: Date.now })
  if (!log.ok) throw new Error(`${log.fault.kind}: ${log.fault.message}`)
  onTestFinished(() => log.value.close())
  return log.value
}

async function moved(from: string, to: string): Promise<Moved> {
  const done = await moveStore(from, to, NOW_MS)
  if (!done.ok) throw new Error(`${done.fault.kind}: ${done.fault.message}`)
  return done.value
}

/** Everything a reader can ask, and what access keeps. */
async function everything(log: StoreLog) {
  const spaces = await log.spaces()
  const each = await Promise.all(
    spaces.map(async (space) => ({
      space,
      picture: await log.picture(space),
      tips: inOrder(await log.tips(space)),
      seals: inOrder(await log.seals(space)),
      changes: (await allChanges(log, space)).map(({ header, body }) => [
        Buffer.from(header),
        body && Buffer.from(body),
      ]),
      history: (await log.history(space, 'incident', asId('r0'), 0)).positions,
    })),
  )
  return {
    each,
    key: [log.station, log.epoch, log.restoredAtMs],
    codes: await log.access.openCodes(0),
    sessions: await log.access.sessions(0),
    verifier: await log.access.verifier(asId('wang')),
    seen: await log.access.seenStations(),
    note: await log.access.note('demonstration'),
  }
}

/** In which order chains are told is no store's promise. */
function inOrder<T extends { readonly station: string; readonly chain: number; readonly seq: number }>(
  all: readonly T[],
) {
  const name = ({ station, chain, seq }: T): string => `${station} ${chain} ${seq}`
  return all.toSorted((one, other) => (name(one) < name(other) ? -1 : 1))
}

test('[SL-22] a server goes from SQLite to PostgreSQL and back with every change, verdict, fork, waiting change and secret', async () => {
  const [first, back] = [scratchFolder(), scratchFolder()]
  const a = author(30)
  const [b, absent, there] = [author(3), author(8), new ChainAuthor(SECOND, NOW_MS)]
  a.write('inci\0dent', 'odd\0name', { title: '\0' })
  there.write('incident', 'r0', { title: 'x' })
  const judge = new LogJudge().knows(a, b, absent, there)
  const world = { log: await opened(first), judge, place: { open: () => opened(first) } }
  judge.forbidden.add('r4')
  await push(world, a)
  judge.forbidden.clear()
  await push(world, b)
  const copy = copyOf(a, 5)
  copy.write('incident', 'fork', { title: 'f' })
  await push(world, copy, 5)
  const batch = { space: SECOND, changes: there.changes, seals: [there.seal()], broughtBy: there.key.station }
  await world.log.append([batch], judge, NOW_MS)
  const seals = [absent.seal()]
  await push(world, absent, 0, { to: 5, seals, by: b })
  await world.log.renewEpoch(NOW_MS)
  await world.log.write(SPACE, [{ kind: 'note', id: asId('n'), fields: { text: 'own' } }], asId(''), NOW_MS)
  const { access } = world.log
  await access.addJoinCode({ codeHash: CODE, agency: 'x', name: 'n', purpose: 'station', expiresMs: NOW_MS })
  await access.setVerifier(asId('wang'), { argon2: 'hash', version: 3, mustChange: true })
  await access.addSession(CODE, { officer: asId('wang'), station: asId('S'), expiresMs: NOW_MS })
  await access.sawStation(asId('S'), 17)
  await access.setNote('demonstration', 'wang')
  const before = await everything(world.log)
  const refusedTo = await moveStore(first, await postgres.database(), NOW_MS)
  expect(refusedTo).toMatchObject({ ok: false, fault: { kind: 'folderInUse' } })
  await world.log.close()

  const url = await postgres.database()
  const there1 = await moved(first, url)
  expect(there1.pictures.map(({ space, digest }) => [space, digest])).toEqual(
    before.each.map(({ space, picture }) => [space, picture.digest]),
  )
  const old = await openStore({ folder: first, store: undefined, nowMs: Date.now })
  expect(old).toMatchObject({ ok: false, fault: { kind: 'wrongState' } })
  expect(JSON.stringify(old)).not.toContain(':fengsui@')

  const grown = await opened(first, url)
  expect(await everything(grown)).toEqual(before)
  await expectAgreement(grown)
  // It goes on: what waited is stored with its seal, chains go on, the server's own too.
  const inGrown = { ...world, log: grown }
  expect((await push(inGrown, absent, 5, { seals, by: b })).commits[0]?.changes).toHaveLength(8)
  a.write('incident', 'r1', { title: 'later' })
  expect((await push(inGrown, a, a.changes.length - 1)).agreed).toMatchObject([{ seq: 32 }])
  await grown.write(SPACE, [{ kind: 'note', id: asId('n'), fields: { text: 'own 2' } }], asId(''), NOW_MS)
  expect(await moveStore(url, back, NOW_MS)).toMatchObject({ ok: false, fault: { kind: 'folderInUse' } })
  const after = await everything(grown)
  await grown.close()

  await moved(url, back)
  const small = await opened(back)
  expect(await everything(small)).toEqual(after)
  expect(small.isNew).toBe(false)
  await expectAgreement(small)
  b.write('incident', 'last', { title: 'z' })
  expect((await push({ ...world, log: small }, b, 3)).agreed).toMatchObject([{ seq: 4 }])
  expect(await openStore({ folder: first, store: url, nowMs: Date.now })).toMatchObject({
    fault: { kind: 'wrongState' },
  })
  await small.close()
  // And once more into another database, from the folder the mark of the first stayed in: it is no restored one.
  const again = await postgres.database()
  await moved(back, again)
  expect((await opened(first, again)).restoredAtMs).toBe(NOW_MS)
})

test('[SL-22] nothing is moved onto something, from nothing, or halfway; the source stays as it was', async () => {
  const folder = scratchFolder()
  const a = author(5)
  const world = { log: await opened(folder), judge: new LogJudge().knows(a), place: { open: () => opened(folder) } }
  await push(world, a)
  await world.log.close()
  const taken = scratchFolder()
  await (await opened(taken)).close()
  const used = await postgres.database()
  await (await opened(scratchFolder(), used)).close()
  const foreign = await postgres.database()
  await postgres.run(foreign, 'CREATE TABLE space (x integer)')
  const kinds = async (from: string, to: string) => {
    const done = await moveStore(from, to, NOW_MS)
    return done.ok ? 'ok' : done.fault.kind
  }
  expect(await kinds(folder, taken)).toBe('alreadyExists')
  expect(await kinds(folder, used)).toBe('alreadyExists')
  expect(await kinds(folder, foreign)).toBe('fileUnreadable')
  expect(await kinds(folder, `${used}_none`)).toBe('notFound')
  expect(await kinds(scratchFolder(), await postgres.database())).toBe('notFound')
  expect(await kinds(await postgres.database(), scratchFolder())).toBe('notFound')
  // One change is not what its hash says.
  const spoiled = await postgres.database()
  await moved(folder, spoiled)
  await postgres.run(spoiled, "UPDATE journal SET body = '\\x83' WHERE pos = 3")
  const target = scratchFolder()
  expect(await kinds(spoiled, target)).toBe('hashMismatch')
  expect([existsSync(join(target, 'server.db')), existsSync(join(target, 'moving'))]).toEqual([false, false])
  expect(await (await opened(scratchFolder(), spoiled)).tip(SPACE)).toBe(5)
})

test('[SL-22] the command moves, says picture codes and where to start from now on, and shows no password', async () => {
  const [folder, back] = [scratchFolder(), scratchFolder()]
  const a = author(4)
  const world = { log: await opened(folder), judge: new LogJudge().knows(a), place: { open: () => opened(folder) } }
  await push(world, a)
  const code = pictureCode((await world.log.picture(SPACE)).digest)
  await world.log.close()
  const url = await postgres.database()
  const command = (from: string, to: string) =>
    runTool('node', ['server/bin/server.ts', 'move', '--from', from, '--to', to], ROOT)
  const there = await command(folder, url)
  expect(there).toMatchObject({ code: 0, output: expect.stringContaining(code) as unknown })
  expect(there.output).toContain('--store')
  expect(there.output + readFileSync(join(folder, 'server.moved'), 'utf8')).not.toContain(':fengsui@')
  expect((await command(folder, url)).code).toBe(1)
  const home = await command(url, back)
  expect(home).toMatchObject({ code: 0, output: expect.stringContaining(code) as unknown })
})
