// The power goes in the middle of writing: everything written since the program last waited for the disk may be there, or not,
// or half of it. What was acknowledged was waited for, and is there. Programs are traced with strace where it is installed.
import { cpSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { random } from '../../server/log/node-crypto.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { asId } from '../../shared/base/ids.ts'
import { verifyStore } from '../../station/engine/verify.ts'
import { SPACE, must, open } from '../station/store/stores.ts'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import { ProgramWorld } from '../support/program-world.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import { audit } from '../support/world-audit.ts'
import { canTrace, cutPower, killTraced, readTrace, traced } from '../support/write-trace.ts'

const LIMIT = { timeout: 300_000 }
/** Different disks after one and the same cut. */
const IMAGES = 4

const TRACERS = canTrace() ? ['strace'] : []
if (TRACERS.length === 0)
  console.log('power cuts of unsynced writes: not run, strace is not installed or may not trace here')

interface Cut {
  readonly acknowledged: readonly number[]
  readonly trace: ReturnType<typeof readTrace>
}

/** Lets a program write, kills it at a random point; what it acknowledged, and what it had waited for. */
async function writeAndCut(entry: string, folder: string, first: number, dice: SeededDice): Promise<Cut> {
  const log = join(scratchFolder(), 'trace')
  const program = startProgram(
    join(import.meta.dirname, entry),
    [folder, String(first), `EPOCH${first}`],
    {},
    traced(log),
  )
  // A tracer that ends first lets its program go on.
  onTestFinished(() => killTraced(program))
  await program.said(new RegExp(`^mine ${first + dice.between(5, 80)}$`, 'm'))
  await killTraced(program)
  const lines = program.output().slice(0, program.output().lastIndexOf('\n')).split('\n')
  const acknowledged = lines.flatMap((line) => (line.startsWith('mine ') ? [Number(line.slice(5))] : []))
  return { acknowledged, trace: readTrace(log, (line) => line.startsWith('mine ')) }
}

/** Copies of the folder as different disks may have kept it. */
function* disks(folder: string, { trace }: Cut, dice: SeededDice, count: (harmed: number) => void): Generator<string> {
  for (let image = 0; image < IMAGES; image += 1) {
    const copy = join(scratchFolder(), 'disk')
    cpSync(folder, copy, { recursive: true })
    count(cutPower(trace.unsynced, (path) => path.replace(folder, copy), dice))
    yield copy
  }
}

test.for(TRACERS)(
  'a station whose power goes while it writes (%s) has everything it acknowledged',
  LIMIT,
  async (_, { task }) => {
    const dice = new SeededDice(faultSeed(6))
    const acknowledged = new Set<string>()
    let [harmed, syncs, cuts] = [0, 0, 0]
    let folder = scratchFolder()
    for (let round = 0; round < rounds(3); round += 1) {
      const cut = await writeAndCut('station-store-writer.ts', folder, round * 10_000, dice)
      expect(cut.trace.early).toEqual([])
      expect(cut.trace.syncs).toBeGreaterThanOrEqual(cut.acknowledged.length)
      for (const number of cut.acknowledged) acknowledged.add(`mine${number}`)
      syncs += cut.trace.syncs
      cuts += 1
      for (const disk of disks(folder, cut, dice, (count) => (harmed += count))) {
        const { store, recovery } = await open({ folder: disk, nowMs: Date.now })
        expect(recovery).toBeNull()
        const { chains, pictureProblems } = verifyStore(store)
        expect([chains.filter(({ problem }) => problem !== null), pictureProblems]).toEqual([[], []])
        const lost = [...acknowledged].filter((id) => store.read(SPACE, 'incident', asId(id)) === undefined)
        expect(lost).toEqual([])
        store.close()
        // The next cut is of a disk that has been cut before.
        folder = disk
      }
    }
    told(task, {
      cuts,
      disks: cuts * IMAGES,
      harmedWrites: harmed,
      waitsForDisk: syncs,
      recorded: acknowledged.size,
      lost: 0,
    })
  },
)

test.for(TRACERS)(
  'a server whose power goes while it commits (%s) has everything it acknowledged',
  LIMIT,
  async (_, { task }) => {
    const dice = new SeededDice(faultSeed(7))
    const acknowledged = new Set<number>()
    let [harmed, cuts] = [0, 0]
    let folder = scratchFolder()
    for (let round = 0; round < rounds(3); round += 1) {
      const cut = await writeAndCut('server-log-writer.ts', folder, round * 10_000, dice)
      expect(cut.trace.early).toEqual([])
      for (const number of cut.acknowledged) acknowledged.add(number)
      cuts += 1
      for (const disk of disks(folder, cut, dice, (count) => (harmed += count))) {
        const sqlite = new Sqlite(`${disk}/server.db`)
        expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
        sqlite.close()
        const opened = openSqliteLog(disk, Date.now(), random)
        if (!opened.ok) throw new Error(opened.fault.message)
        for (const number of acknowledged)
          expect(await opened.value.record(asId('fujian'), 'note', asId(`n${number}`)), `n${number}`).toBeDefined()
        await opened.value.close()
        folder = disk
      }
    }
    told(task, { cuts, disks: cuts * IMAGES, harmedWrites: harmed, recorded: acknowledged.size, lost: 0 })
  },
)

test(
  'a disk that lied: the write-ahead log of a killed station is gone, cut or spoilt; the server gives back what it had',
  LIMIT,
  async ({ task }) => {
    const dice = new SeededDice(faultSeed(8))
    const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 2, dice })
    onTestFinished(() => world.close())
    const hands = new OfficerHands(world, dice.fork())
    const [a] = world.seats
    const seat = must(a)
    const log = join(seat.machine.folder, 'station.db-wal')
    const harms: readonly ((bytes: number) => void)[] = [
      () => rmSync(log),
      (bytes) => truncateSync(log, dice.below(bytes)),
      (bytes) => {
        const from = dice.below(bytes)
        cutPower([{ path: log, offset: from, length: bytes - from }], (path) => path, new SeededDice(1))
      },
    ]
    for (const harm of harms) {
      for (let act = 0; act < 12; act += 1) await hands.act(seat)
      await world.settle()
      await seat.kill()
      harm(statSync(log).size)
      rmSync(`${log.slice(0, -'-wal'.length)}-shm`, { force: true })
      await seat.start()
      await world.settle()
    }
    for (let act = 0; act < 12; act += 1) await hands.act(seat)
    const code = await world.settle()
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    told(task, { logsHarmed: harms.length, recorded: result.recorded, lost: 0 })
  },
)
