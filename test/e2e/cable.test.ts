// The story once more with a cable that is really cut: nobody at the seats asked for it, bytes stop in the middle of what
// is sent, and the link must find itself again.
import { afterAll, expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import type { FaultyProxy } from '../support/faulty-proxy.ts'
import { CALM, faultyProxy } from '../support/faulty-proxy.ts'
import { seededChance } from '../support/seeded.ts'
import { openConsole } from './support/console-page.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const chance = seededChance(20230728)
const cables: FaultyProxy[] = []
const world = useWorld({
  seats: ['甲席', 'Seat B'],
  async between(serverPort) {
    const cable = await faultyProxy(serverPort, chance)
    cables.push(cable)
    return cable.port
  },
})
const pages = usePages()
afterAll(async () => {
  await Promise.all(cables.map((cable) => cable.close()))
})

const VESSEL = { title: '渔船失联', category: '船舶失踪', coordinates: '24.4052, 118.9120', level: 3 } as const

test('a cable really cut: work goes on at both ends, and what contradicts is seen at both once the link has found itself', async () => {
  const [seatA, seatB] = world().seats
  const a = await openConsole(pages, seatA)
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])
  await a.incidents.report(VESSEL)
  await b.incidents.listed(VESSEL.title).waitFor()
  await b.incidents.open(VESSEL.title)

  for (const cable of cables) cable.cutOff()
  await Promise.all([a.isCutOff(), b.isCutOff()])
  await a.incidents.setLevel(1)
  await b.incidents.setLevel(2)
  await Promise.all([a.waits(1), b.waits(1)])

  // The first minutes after a repair are rough: frames are cut in two and come late.
  for (const cable of cables) {
    cable.faults = { cut: 0.05, maxDelayMs: 30 }
    cable.heal()
  }
  await Promise.all([a.waits(0), b.waits(0)])
  for (const cable of cables) cable.faults = CALM
  for (const seat of [a, b]) {
    await seat.isLinked()
    await seat.barSays('app:bar.conflicts', { count: 1 })
  }
  await a.conflicts.open()
  await a.conflicts.settle(a.conflicts.about(VESSEL.title, 'level'), OFFICERS.lin.displayName, '两名船员落水')
  await b.barSays('app:bar.conflicts', { count: 0 })
  await b.showsPicture(await a.pictureCode())
  expect(cables.every(({ counts }) => counts.refused > 0)).toBe(true)
})
