// The story this product exists for, by the plug that an officer pulls on purpose: one picture, two officers apart, both
// values kept, settled by people. Seat A is Chinese on a large screen, seat B English on a small one.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { digestOf, fengsui } from './support/command-line.ts'
import { openConsole } from './support/console-page.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席', 'Seat B'] })
const pages = usePages()

const SPACE = 'fujian'
const FLOOD = {
  title: '闽江大桥积水',
  category: '内涝',
  level: 3,
  place: '福州市仓山区闽江大桥南桥头',
  coordinates: '26.0420, 119.3100',
  description: '桥下积水约半米，三辆车被困。',
} as const

/** What each writes while the other cannot be heard. */
const LATER = {
  why: '水深过腰 waist-deep',
  a: '桥下积水约一米，五辆车被困，已封闭交通。',
  b: 'Water one metre deep under the bridge and rising; power is off on the south bank.',
} as const

test('what is written at one seat stands on the other; two officers cut off contradict each other and settle it', async () => {
  const { server, seats } = world()
  const [seatA, seatB] = seats
  const a = await openConsole(pages, seatA, { language: 'zh-CN', screen: 'wide' })
  const b = await openConsole(pages, seatB, { language: 'en', screen: 'small' })
  await Promise.all([a.signIn(OFFICERS.lin), b.signIn(OFFICERS.chen)])
  await Promise.all([a.isLinked(), b.isLinked()])

  // One picture: in B's list and on B's map.
  await a.incidents.report(FLOOD)
  await b.incidents.listed(FLOOD.title).waitFor()
  await b.mapHolds(1)
  await b.incidents.open(FLOOD.title)
  await b.incidents.showOnMap()
  await b.isAtMiddle(FLOOD.title)
  await a.incidents.showOnMap()
  await Promise.all([a.keepPicture('story-1-reported-zh'), b.keepPicture('story-1-reported-en')])

  // Apart, both go on working; what waits at A outlives a reload.
  await Promise.all([a.setCutOff(true), b.setCutOff(true)])
  await a.incidents.setLevel(2, LATER.why)
  await a.says('detail:reason', { reason: LATER.why })
  await a.incidents.write('description', LATER.a)
  await b.incidents.setLevel(1)
  await b.incidents.write('description', LATER.b)
  // Two changes of the incident, and the record that the officer cut the station off.
  await Promise.all([a.waits(3), b.waits(3)])
  await a.page.reload()
  await a.isCutOff()
  await a.waits(3)
  await a.incidents.open(FLOOD.title)
  await Promise.all([a.keepPicture('story-2-apart-zh'), b.keepPicture('story-2-apart-en')])

  // Together again: both values on both seats, nothing decided by the machine.
  await Promise.all([a.setCutOff(false), b.setCutOff(false)])
  await Promise.all([a.waits(0), b.waits(0)])
  for (const seat of [a, b]) {
    await seat.barSays('app:bar.conflicts', { count: 2 })
    await seat.conflicts.open()
    const values = { level: [seat.say('model:level.2'), seat.say('model:level.1')], description: [LATER.a, LATER.b] }
    for (const [field, [ofA = '', ofB = '']] of Object.entries(values))
      await seat.conflicts.shows(seat.conflicts.about(FLOOD.title, field), [
        { value: ofA, officer: OFFICERS.lin.displayName, station: seatA.name },
        { value: ofB, officer: OFFICERS.chen.displayName, station: seatB.name },
      ])
  }
  await Promise.all([a.keepPicture('story-3-conflict-zh'), b.keepPicture('story-3-conflict-en')])

  // People settle it at one seat; it is gone at both, and the codes are those the command line gives.
  const { lin, chen } = OFFICERS
  await b.conflicts.settle(b.conflicts.about(FLOOD.title, 'level'), chen.displayName, 'Water still rising')
  await b.conflicts.settle(b.conflicts.about(FLOOD.title, 'description'), lin.displayName, 'Confirmed by telephone')
  for (const seat of [a, b]) {
    await seat.conflicts.areNone()
    await seat.barSays('app:bar.conflicts', { count: 0 })
    await seat.waits(0)
  }
  const code = await b.pictureCode()
  await a.showsPicture(code)
  await a.incidents.open(FLOOD.title)
  await Promise.all([a.keepPicture('story-4-settled-zh'), b.keepPicture('story-4-settled-en')])

  await Promise.all([a.page.close(), b.page.close()])
  await Promise.all([seatA.runner.stop(), seatB.runner.stop(), server.stop()])
  for (const { folder } of seats) {
    expect(await digestOf(folder, SPACE)).toBe(code)
    expect(await fengsui('verify', '--data', folder)).toContain('everything holds')
  }
})
