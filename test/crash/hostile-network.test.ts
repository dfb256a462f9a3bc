// A network that delays, drops, duplicates, truncates, reorders and turns bits over, between real stations and a real server:
// whatever it does to the bytes, nothing recorded is lost, nothing false is taken for true, and all come to one picture.
import { expect, onTestFinished, test } from 'vitest'
import { faultSeed, rounds, told } from '../support/fault-row.ts'
import type { HostileProxy } from '../support/hostile-proxy.ts'
import { MISCHIEFS, hostileProxy } from '../support/hostile-proxy.ts'
import { OfficerHands } from '../support/officer-hands.ts'
import { ProgramWorld } from '../support/program-world.ts'
import { scratchFolder } from '../support/scratch.ts'
import { SeededDice } from '../support/seeded.ts'
import { audit } from '../support/world-audit.ts'

const STRIKES = 4
const PER_S = 40
const SHARES = { delay: 0.5, drop: 0.05, duplicate: 0.05, truncate: 0.05, reorder: 0.1, flip: 0.1 } as const

test(
  'bytes delayed, dropped, duplicated, truncated, reordered and flipped between stations and server',
  { timeout: 900_000 },
  async ({ task }) => {
    const dice = new SeededDice(faultSeed(3))
    const world = await ProgramWorld.open({ folder: scratchFolder(), seats: 3, dice })
    onTestFinished(() => world.close())
    const proxies: HostileProxy[] = []
    onTestFinished(async () => {
      for (const proxy of proxies) await proxy.close()
    })
    for (const seat of world.seats) {
      const proxy = await hostileProxy(world.port, dice.fork())
      proxies.push(proxy)
      seat.proxy.target = proxy.port
    }
    await world.settle()
    const done = (): number[] => MISCHIEFS.map((kind) => proxies.reduce((sum, { counts }) => sum + counts[kind], 0))
    const hands = new OfficerHands(world, dice.fork())
    for (let round = 0; round < rounds(1); round += 1) {
      for (const [at, kind] of MISCHIEFS.entries()) {
        const before = done()[at] ?? 0
        for (const proxy of proxies) proxy.mischief = { kind, share: SHARES[kind] }
        hands.begin(PER_S)
        // Bytes that were lost leave a link silent until its time limit: the next strike may have to wait for the next link.
        await world.until(() => (done()[at] ?? 0) >= before + STRIKES, `${kind} has happened`, 240_000)
        await hands.stop()
        for (const proxy of proxies) proxy.mischief = undefined
        await world.settle(120_000)
      }
    }
    const code = await world.settle()
    await world.stop()
    const result = await audit(world)
    expect(result.problems).toEqual([])
    expect(result.code).toBe(code)
    const counts = Object.fromEntries(MISCHIEFS.map((kind, at) => [kind, done()[at] ?? 0]))
    for (const kind of MISCHIEFS) expect([kind, (counts[kind] ?? 0) > 0]).toEqual([kind, true])
    told(task, { ...counts, recorded: result.recorded, lost: 0 })
  },
)
