// Clocks of real programs that jump by days, forwards and backwards, while officers write: of stations, of the server, and
// over a restart. Order comes from chains and heads, so nothing is lost, refused or shown twice; the officer is told.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import type { Machine } from '../support/program-world.ts'
import { ProgramWorld } from '../support/program-world.ts'
import { ROOT } from '../support/run-tool.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import { audit } from '../support/world-audit.ts'

const DAY_MS = 86_400_000
const PRELOAD = pathToFileURL(join(ROOT, 'test/support/shifted-clock.ts')).href
const ACTS = 8

test(
  'clocks of stations and of the server jump by days, both ways, while officers write',
  { timeout: 600_000 },
  async ({ task }) => {
    const folder = scratchFolder()
    const clocks = scratchFolder()
    const dice = new SeededDice(faultSeed(5))
    const fileOf = (name: string): string => join(clocks, name)
    const shift = (name: string, days: number): void => writeFileSync(fileOf(name), String(days * DAY_MS))
    const env = (name: string): NodeJS.ProcessEnv => {
      shift(name, 0)
      return { FENGSUI_TEST_CLOCK: fileOf(name), NODE_OPTIONS: `--import=${PRELOAD}` }
    }
    const world = await ProgramWorld.open({ folder, seats: 2, dice, env })
    onTestFinished(() => world.close())
    const hands = new OfficerHands(world, dice.fork())
    const jump = (machine: Machine, name: string, days: number): void => {
      shift(name, days)
      machine.program?.child.kill('SIGUSR2')
    }
    const write = async (): Promise<void> => {
      for (let act = 0; act < ACTS; act += 1) for (const seat of world.seats) await hands.act(seat)
    }
    const [a, b] = world.seats
    if (a === undefined || b === undefined) throw new Error('no seats')
    await write()
    let jumps = 0
    for (let round = 0; round < rounds(1); round += 1) {
      // A day is not yet a reason to distrust; ten are: both, both ways, one station at a time and both apart.
      for (const [ofA, ofB, ofServer] of [
        [3, 0, 0],
        [-3, 0, 0],
        [10, -10, 0],
        [0, 0, 5],
        [0, 0, -5],
        [0, 0, 0],
      ] as const) {
        jump(a.machine, 'A', ofA)
        jump(b.machine, 'B', ofB)
        jump(world.server, 'server', ofServer)
        jumps += 3
        await write()
        await world.settle()
        const wrong = Math.abs(ofA - ofServer) * DAY_MS
        // What the status bar says after linking anew: how far this machine is off the server.
        const isTold = (): boolean => Math.abs(Math.abs(a.status?.clockOffsetMs ?? 0) - wrong) < 60_000
        await world.until(isTold, `A is told that its clock is off by ${wrong} ms`)
      }
    }
    // Over a restart with a clock that stands before everything it has written.
    await a.stop()
    shift('A', -20)
    await a.start()
    await write()
    shift('A', 0)
    await a.stop()
    await a.start()
    await write()
    const code = await world.settle()
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    expect(Object.keys(hands.counts.refused).filter((kind) => kind === 'notAllowed' || kind === 'linkLost')).toEqual([])
    told(task, {
      jumps: jumps + 2,
      signedInAgain: hands.counts.refused['notSignedIn'] ?? 0,
      recorded: result.recorded,
      lost: 0,
    })
  },
)
