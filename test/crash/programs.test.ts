// The programs as they run in a centre, killed at random points while officers write: a station, the server, or both; and a
// station's database copied to a second machine, both going on under one key.
import { expect, onTestFinished, test } from 'vitest'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import { ProgramWorld } from '../support/program-world.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import { audit } from '../support/world-audit.ts'

const LIMIT = { timeout: 600_000 }

test('kill -9 of stations and of the server at random points while officers write', LIMIT, async ({ task }) => {
  const dice = new SeededDice(faultSeed(1))
  const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 3, dice })
  onTestFinished(() => world.close())
  const hands = new OfficerHands(world, dice.fork())
  const kills = { station: 0, server: 0 }
  hands.begin(60)
  for (let round = 0; round < rounds(4); round += 1) {
    await pauseMs(dice.between(50, 1_200))
    const what = round < 2 ? (['station', 'server'] as const)[round] : dice.pick(['station', 'server', 'both'] as const)
    const seat = dice.pick(world.seats)
    if (what !== 'server') kills.station += 1
    if (what !== 'station') kills.server += 1
    await Promise.all([
      what === 'server' ? undefined : seat.kill(),
      what === 'station' ? undefined : world.server.kill(),
    ])
    // The others write on meanwhile.
    await pauseMs(dice.between(0, 500))
    if (what !== 'station') await world.server.start()
    if (what !== 'server') await seat.start()
  }
  await hands.stop()
  const code = await world.settle()
  await world.stop()
  const result = await audit(world)
  expect(result.problems).toEqual([])
  expect(result.code).toBe(code)
  expect(hands.counts.done).toBeGreaterThan(30)
  told(task, { stationKills: kills.station, serverKills: kills.server, recorded: result.recorded, lost: 0 })
})

test(
  'one database on two machines: both write on, both chains are kept, and the officers are told',
  LIMIT,
  async ({ task }) => {
    const dice = new SeededDice(faultSeed(2))
    const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 2, dice })
    onTestFinished(() => world.close())
    const hands = new OfficerHands(world, dice.fork())
    const [a] = world.seats
    if (a === undefined) throw new Error('no seat')
    for (let act = 0; act < 10; act += 1) await hands.act(a)
    await world.settle()
    await a.stop()
    const twin = await world.copySeat(a)
    await a.start()
    // Neither knows of the other: they write apart, under one key and one chain.
    for (const seat of [a, twin]) seat.proxy.cutOff()
    for (let act = 0; act < 10; act += 1) for (const seat of [a, twin]) await hands.act(seat)
    await world.settle()
    await world.until(() => world.seats.every(({ status }) => (status?.forks ?? 0) > 0), 'all are told of the fork')
    // Having been told, they go on under chains of their own.
    for (let act = 0; act < 10; act += 1) for (const seat of [a, twin]) await hands.act(seat)
    const code = await world.settle()
    const alerts = [a, twin].map(({ status }) => status?.alerts.some(({ kind }) => kind === 'fork'))
    expect(alerts).toEqual([true, true])
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    told(task, { copies: 1, recorded: result.recorded, lost: 0 })
  },
)

test(
  'cables pulled and put back in while officers write: all show one picture within seconds of the last',
  LIMIT,
  async ({ task }) => {
    const dice = new SeededDice(faultSeed(5))
    const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 3, dice })
    onTestFinished(() => world.close())
    const hands = new OfficerHands(world, dice.fork())
    let pulled = 0
    for (let round = 0; round < 2 * rounds(3); round += 1) {
      hands.begin(20)
      for (let pull = 0; pull < 3; pull += 1) {
        const { proxy } = dice.pick(world.seats)
        proxy.cutOff()
        await pauseMs(dice.between(50, 400))
        proxy.heal()
        pulled += 1
      }
      await hands.stop()
      // Not by the comparison of pictures, which comes once a minute: by the frames themselves.
      await world.settle(20_000)
    }
    const code = await world.settle()
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    told(task, { pulled, recorded: result.recorded, lost: 0 })
  },
)

/** A moment chosen by dice: the point of it is that nothing is awaited. */
function pauseMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
