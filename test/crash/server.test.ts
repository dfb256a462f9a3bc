// kill -9 of the real server program while stations push through real sockets, several times on the same folder: every
// acknowledged change is on the disk, positions go on without a gap under the same epoch, stations link again and catch up.
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { invite } from '../../server/bin/invite.ts'
import { random } from '../../server/log/node-crypto.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { verifyChain } from '../../shared/journal/chain.ts'
import { decodeHeader } from '../../shared/journal/change.ts'
import type { SealedBytes } from '../../shared/journal/change.ts'
import { flattenChanges } from '../../shared/sync/frame.ts'
import { freePort } from '../../tools/free-port.ts'
import { expectAgreement } from '../contract/server-log-world.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import type { Program } from '../support/programs.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { seededChance } from '../support/seeded.ts'
import { sha256 } from '../support/shared-crypto.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN, syncStation } from '../support/sync-station.ts'
import { wireClient } from '../support/wire-client.ts'

const ROUNDS = 5
/** Changes of one push of the hasty client: the kill often falls into its transaction. */
const AT_ONCE = 60

test('a server killed while stations push loses nothing it acknowledged, and goes on where it was', async () => {
  const folder = scratchFolder()
  const port = await freePort()
  const chance = seededChance(11)
  let server = await start(folder, port)
  const [, password = ''] = await server.program.said(/One-time password of admin: (\S+)/)
  const a = await joined(folder, server.url)
  const b = await joined(folder, server.url)
  for (const station of [a, b])
    expect((await station.client.request('signIn', { name: 'admin', password })).ok).toBe(true)
  const hasty = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  const { epoch } = await health(server.url)
  let acknowledged = 0
  let tipBefore = 0
  let written = 0

  for (let round = 0; round < ROUNDS; round += 1) {
    const enough = agreedOf(a) + agreedOf(b) + 10 + Math.floor(chance() * 60)
    let stopped = false
    const write = (station: SyncStation, name: string): void => {
      if (stopped) return
      written += 1
      station.write('incident', `${name}${written}`, { title: `round ${round}` }, 'admin')
      setTimeout(() => write(station, name), 1)
    }
    const pushing = pushHastily(server.url, hasty, folder, (upTo) => (acknowledged = upTo))
    write(a, 'a')
    write(b, 'b')
    await a.until(() => agreedOf(a) + agreedOf(b) >= enough && acknowledged >= (round + 1) * AT_ONCE)
    await server.program.kill()
    stopped = true
    await pushing
    await a.until(() => a.status().state !== 'linked')
    await b.until(() => b.status().state !== 'linked')

    tipBefore = await checkFolder(folder, tipBefore, [
      [a.store.station, agreedOf(a)],
      [b.store.station, agreedOf(b)],
      [hasty.key.station, acknowledged],
    ])
    server = await start(folder, port)
    expect(await health(server.url)).toMatchObject({ epoch })
    for (const station of [a, b]) {
      station.client.relink()
      await station.until(() => station.status().state === 'linked' && station.store.facts(FUJIAN).waiting === 0)
      expect(station.store.facts(FUJIAN).cursor?.epoch).toBe(epoch)
    }
  }

  await a.until(() => Buffer.compare(a.store.facts(FUJIAN).digest, b.store.facts(FUJIAN).digest) === 0)
  expect(a.store.facts(FUJIAN).records).toBeGreaterThanOrEqual(written)
  await server.program.stop()
  const opened = openSqliteLog(folder, Date.now(), random)
  if (!opened.ok) throw new Error(opened.fault.message)
  expect((await opened.value.picture(FUJIAN)).digest).toEqual(new Uint8Array(a.store.facts(FUJIAN).digest))
  await opened.value.close()
}, 240_000)

/** Looks at what the dead server left: whole, gapless, with everything acknowledged. Gives the tip. */
async function checkFolder(
  folder: string,
  tipBefore: number,
  acknowledged: readonly (readonly [station: string, seq: number])[],
): Promise<number> {
  const sqlite = new Sqlite(`${folder}/server.db`)
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  sqlite.close()
  const opened = openSqliteLog(folder, Date.now(), random)
  if (!opened.ok) throw new Error(opened.fault.message)
  const log = opened.value
  try {
    expect(log.restoredAtMs).toBe(0)
    const tips = await log.tips(FUJIAN)
    for (const [station, seq] of acknowledged)
      expect(
        Math.max(0, ...tips.filter((tip) => tip.station === station).map((tip) => tip.seq)),
      ).toBeGreaterThanOrEqual(seq)
    const tip = await log.tip(FUJIAN)
    expect(tip).toBeGreaterThan(tipBefore)
    const { changes } = await log.page(FUJIAN, 0, tip, tip + 1, Number.MAX_SAFE_INTEGER)
    expect(changes).toHaveLength(tip)
    const chains = byChain(changes)
    for (const one of tips) {
      const links = chains.get(`${one.station} ${one.chain}`) ?? []
      expect(verifyChain(links, sha256)).toMatchObject({ value: { seq: one.seq, hash: new Uint8Array(one.hash) } })
    }
    await expectAgreement(log)
    return tip
  } finally {
    await log.close()
  }
}

/** Changes by station and chain, in order of position. */
function byChain(changes: readonly SealedBytes[]): ReadonlyMap<string, readonly SealedBytes[]> {
  const chains = new Map<string, SealedBytes[]>()
  for (const bytes of changes) {
    const head = decodeHeader(bytes.header)
    if (!head.ok) throw new Error(head.fault.message)
    const key = `${head.value.station} ${head.value.chain}`
    const known = chains.get(key)
    if (known === undefined) chains.set(key, [bytes])
    else known.push(bytes)
  }
  return chains
}

/** Pushes as fast as it is answered, until the link breaks. */
async function pushHastily(
  url: string,
  author: ChainAuthor,
  folder: string,
  onAgreed: (upTo: number) => void,
): Promise<void> {
  const client = await wireClient(url)
  const gone = new Promise<undefined>((resolve) => client.socket.once('disconnect', () => resolve(undefined)))
  const code = author.changes.length === 0 ? await codeOf(folder) : undefined
  expect((await client.hello(author.key, code)).ok).toBe(true)
  for (;;) {
    const from = author.changes.length
    for (let index = 0; index < AT_ONCE; index += 1) author.write('incident', `hasty${from + index}`, { title: 'x' })
    // What the last life of the server may not have taken goes along: sending again is harmless.
    const changes = flattenChanges(author.changes.slice(Math.max(0, from - AT_ONCE)))
    const answer = await Promise.race([
      client.request('push', { space: FUJIAN, changes, seals: [author.seal()] }),
      gone,
    ])
    if (answer === undefined) return
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (answer.ok) onAgreed(Math.max(0, ...answer.value.agreed.map(({ seq }) => seq)))
  }
}

async function joined(folder: string, url: string): Promise<SyncStation> {
  const station = await syncStation({ folder: scratchFolder(), servers: [] })
  expect(await station.client.join(url, await codeOf(folder))).toEqual({ ok: true, value: null })
  await station.until(() => station.status().state === 'linked')
  return station
}

async function codeOf(folder: string): Promise<string> {
  const code = await invite(folder, 'station', undefined, 60)
  if (!code.ok) throw new Error(code.fault.message)
  return code.value
}

/** Own changes of this station the server has acknowledged. */
function agreedOf(station: SyncStation): number {
  const own = station.store.tips(FUJIAN).filter((tip) => tip.station === station.store.station)
  return own.reduce((sum, { seq }) => sum + seq, 0) - station.store.facts(FUJIAN).waiting
}

async function start(folder: string, port: number): Promise<{ readonly program: Program; readonly url: string }> {
  const program = startProgram('server/bin/server.ts', ['--data', folder, '--port', String(port)])
  const [, url = ''] = await program.said(/Coordination server: (http\S+)/)
  return { program, url }
}

async function health(url: string): Promise<{ readonly epoch: string }> {
  const answer = await fetch(`${url}/health`)
  return (await answer.json()) as { epoch: string }
}
