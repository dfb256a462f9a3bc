// The server's journal, restored whole with its mark, is brought changes it sealed itself and has forgotten, together with
// one it must refuse: the verdict must not take a number that is taken. Found by the simulation (seed 40).
import { cpSync, rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { Judge } from '../../server/log/server-log.ts'
import type { SqliteLog } from '../../server/log/sqlite-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { fault, ok } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { scratchFolder } from '../support/scratch.ts'

const FUJIAN: SpaceId = asId('fujian')
const NOW_MS = 1_780_000_000_000

function open(folder: string): SqliteLog {
  const opened = openSqliteLog(folder, NOW_MS)
  if (!opened.ok) throw new Error(opened.fault.message)
  onTestFinished(() => opened.value.close())
  return opened.value
}

async function write(log: SqliteLog, title: string): Promise<void> {
  await log.write(FUJIAN, [{ kind: 'note', id: asId(title), fields: { title } }], asId(''), NOW_MS)
}

test('[SL-12] a journal brought later changes of the chain it writes draws a new epoch and goes on in another chain', async () => {
  const folder = scratchFolder()
  const copy = scratchFolder()
  const first = open(folder)
  await write(first, 'one')
  await first.close()
  cpSync(folder, copy, { recursive: true })
  const second = open(folder)
  await write(second, 'two')
  await write(second, 'three')
  const forgotten = await second.page(FUJIAN, 0, 10, 10, 1e6)
  const { epoch } = second
  await second.close()
  rmSync(folder, { recursive: true })
  cpSync(copy, folder, { recursive: true })

  const third = open(folder)
  expect(third.epoch).toBe(epoch)
  const author = new ChainAuthor(FUJIAN, NOW_MS)
  author.write('incident', 'i1', { title: 'not allowed' })
  const judge: Judge = {
    keyOf: (station) => ok(station === third.station ? third.publicKey : author.key.publicKey),
    isServer: (station) => station === third.station,
    judge: ({ head }) => (head.station === third.station ? undefined : fault('notAllowed', 'no')),
  }
  // The refused change comes before what was forgotten: its verdict is written first.
  const batch = {
    space: FUJIAN,
    changes: [...author.changes, ...forgotten.changes],
    seals: [author.seal(), ...forgotten.seals],
    broughtBy: author.key.station,
  }
  const { outcomes } = await third.append([batch], judge, NOW_MS)
  expect(third.epoch).not.toBe(epoch)
  expect(third.restoredAtMs).toBe(NOW_MS)
  expect(outcomes[0]).toMatchObject({ gaps: [], forks: [], refused: [{ change: author.changes[0]?.id }] })
  const own = (await third.tips(FUJIAN)).filter(({ station }) => station === third.station)
  expect(own.map(({ branch, seq }) => [branch, seq])).toEqual([
    ['', 3],
    ['', 1],
  ])
  expect(await third.record(FUJIAN, 'note', asId('three'))).toBeDefined()
})
