// Programs of this version of the wire and of the one before, side by side: a newer server with older stations, an older server
// with newer stations, and an older station brought up to date on its own folder.
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import { hasEarlier, layOutEarlier } from '../support/earlier-program.ts'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import { ProgramWorld } from '../support/program-world.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import { audit } from '../support/world-audit.ts'

const ACTS = 10
const known = hasEarlier(PROTOCOL_VERSION)
if (!known) console.log('programs of two versions: not run, this copy has no history of an earlier one')

/** Who runs the earlier program. */
const MIXES = [
  { what: 'older station B', old: ['B'] },
  { what: 'older server', old: ['server'] },
] as const

test.for(known ? MIXES : [])(
  'version n beside n-1: $what: they link, nothing is lost, and an update on the same folder goes on',
  { timeout: 300_000 },
  async ({ old }, { task }) => {
    const tree = join(scratchFolder(), 'earlier')
    const earlier = layOutEarlier(PROTOCOL_VERSION, tree)
    if (earlier === undefined) throw new Error('no earlier program that runs')
    expect(earlier.protocol).toBeGreaterThanOrEqual(OLDEST_PROTOCOL_VERSION)
    const dice = new SeededDice(faultSeed(9))
    const rootOf = (name: string): string => (old.some((one) => one === name) ? tree : ROOT)
    const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 2, dice, rootOf })
    onTestFinished(() => world.close())
    const hands = new OfficerHands(world, dice.fork())
    const write = async (): Promise<void> => {
      for (let act = 0; act < ACTS * rounds(1); act += 1) for (const seat of world.seats) await hands.act(seat)
    }
    await write()
    await world.settle()
    for (const seat of world.seats) seat.proxy.cutOff()
    await write()
    await world.settle()
    await world.stop()
    // Everyone is brought up to date on what is there.
    world.update()
    for (const seat of world.seats) await seat.start()
    await write()
    const code = await world.settle()
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    told(task, { mixes: 1, recorded: result.recorded, lost: 0 })
  },
)
