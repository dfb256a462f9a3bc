import { hash } from 'node:crypto'
import { join } from 'node:path'
// `verify` finds what was altered in a closed database, wherever it was altered, and says nothing against a sound one.
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeSeal } from '../../../shared/journal/chain.ts'
import type { VerifyReport } from '../../../shared/rpc/verify.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, open, write } from '../store/stores.ts'

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

function problemsOf(report: VerifyReport): number {
  return report.chains.filter(({ problem }) => problem !== null).length + report.pictureProblems.length
}

test('a sound station holds: chains, seal and picture', async () => {
  const report = await verified(await closedStation())
  expect(report).toMatchObject({ chains: [{ changes: 4, sealed: true, problem: null }], pictureProblems: [] })
})

test.for([
  ['a body', FLIP_BODY],
  ['a header', FLIP_HEADER],
  ['the newest change gone', 'DELETE FROM journal WHERE at = (SELECT max(at) FROM journal)'],
  ['the hash of the newest', 'UPDATE branch SET tip_hash = zeroblob(32)'],
  ['a seal', 'UPDATE seal SET signature = zeroblob(64)'],
  ['the digest of the picture', 'UPDATE picture SET digest = zeroblob(32)'],
  ['the state of a record', `UPDATE record SET state = replace(state, 'fire', 'fare')`],
  ['the digest of a record', 'UPDATE record SET digest = zeroblob(32) WHERE rec = (SELECT min(rec) FROM record)'],
  ['a title in the list', `UPDATE incident SET title = 'fare' WHERE title = 'fire'`],
  ['a level in the list', 'UPDATE incident SET level = 1 WHERE level = 4'],
  ['a place on the map', 'DELETE FROM place'],
  ['a line of the log', `UPDATE log_line SET incident = 'i2'`],
] as const)('%s altered is found', async ([, sql]) => {
  const folder = await closedStation()
  expect(alter(folder, sql)).toBeGreaterThan(0)
  expect(problemsOf(await verified(folder))).toBeGreaterThan(0)
})

test('the first bad change is named', async () => {
  const folder = await closedStation()
  const sqlite = new Sqlite(join(folder, 'station.db'))
  const second = sqlite
    .prepare<[], { header: Uint8Array }>('SELECT header FROM journal ORDER BY at LIMIT 1 OFFSET 1')
    .get()
  sqlite.close()
  alter(folder, FLIP_BODY)
  const [chain] = (await verified(folder)).chains
  expect(chain?.problem).toContain(hash('sha256', second?.header ?? '').slice(0, 32))
})
