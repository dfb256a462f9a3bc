// A station that is not linked for long closes itself: a real server that says after how many days, a real station cut off, and the
// code an administrator gives by telephone.
import { expect, test } from 'vitest'
import { extend } from '../../server/bin/extend.ts'
import { EXTENSION_MS } from '../../shared/model/closing.ts'
import { liveServer } from '../support/live-server.ts'
import type { LiveStation } from '../support/live-station.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'

const PASSWORD = 'a long password'
const DAY_MS = 24 * 3_600_000
const LIN = { name: 'lin', password: PASSWORD }
const refusedWith = (kind: string) => ({ ok: false, fault: { kind } })

interface World {
  readonly folder: string
  readonly station: LiveStation
  order(what: object): ReturnType<LiveStation['call']>
}

async function world(days: number): Promise<World> {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  await officer(server, 'lin')
  await officer(server, 'gong', 'administrator')
  const admin = await liveStation(scratchFolder(), 'admin')
  const join = async (one: LiveStation) => {
    expect(await one.call('join', { server: server.url, code: server.code(), stationName: 'S' })).toMatchObject({
      ok: true,
    })
    await one.until(({ link }) => link === 'linked')
  }
  await join(admin)
  expect(await admin.call('signIn', { name: 'gong', password: PASSWORD })).toMatchObject({ ok: true })
  const order: World['order'] = (what) => admin.call('admin', { order: what as never })
  expect(await order({ order: 'saveClosingDays', days })).toMatchObject({ ok: true })
  const station = await liveStation(scratchFolder(), 'S')
  await join(station)
  expect(await station.call('signIn', LIN)).toMatchObject({ ok: true })
  return { folder, station, order }
}

/** The station's clock stands `ms` later; resolves when it has looked at it. */
async function later(station: LiveStation, ms: number, isClosed: boolean): Promise<void> {
  station.clock.shiftMs += ms
  await station.until((status) => status.closing?.isClosed === isClosed)
}

test('[SE-22] [AD-14] it closes after its days, ends the session, opens with a code that counts once, and by a link', async () => {
  const { folder, station, order } = await world(14)
  const linked = await station.until(({ closing }) => closing !== null)
  expect(linked.closing).toMatchObject({ isClosed: false, number: 0 })
  await station.call('setCutOff', { cutOff: true })
  await station.until(({ link }) => link !== 'linked')
  await later(station, 13 * DAY_MS, false)
  await station.until(({ officer: who }) => who === null)
  expect(await station.call('signIn', LIN)).toMatchObject({ ok: true, value: { offline: true } })
  await later(station, 2 * DAY_MS, true)
  const ended = await station.until(({ officer: who }) => who === null)
  expect(ended.sessionEnd?.why).toBe('closed')
  expect(await station.call('signIn', LIN)).toMatchObject(refusedWith('stationClosed'))
  // The clock set back opens nothing.
  station.clock.shiftMs -= 10 * DAY_MS
  expect(await station.call('signIn', LIN)).toMatchObject(refusedWith('stationClosed'))
  station.clock.shiftMs += 10 * DAY_MS

  expect(await station.call('extendOpening', { code: 'AAAA-AAAA-AAAA-AAAA' })).toMatchObject(refusedWith('wrongCode'))
  const told = await order({ order: 'extendStation', station: ended.station, number: ended.closing?.number ?? -1 })
  const code = told.ok ? ((told.value as { readonly joinCode?: string }).joinCode ?? '') : ''
  expect(await station.call('extendOpening', { code: code.toLowerCase() })).toMatchObject({ ok: true })
  const open = await station.until(({ closing }) => closing?.isClosed === false)
  expect(open.closing?.number).toBe(1)
  expect(await station.call('signIn', LIN)).toMatchObject({ ok: true })
  expect(await station.call('extendOpening', { code })).toMatchObject(refusedWith('wrongCode'))
  await later(station, EXTENSION_MS + DAY_MS, true)
  const onMachine = await extend(folder, ended.station, 1)
  expect(onMachine.ok).toBe(true)
  expect(await station.call('extendOpening', { code: onMachine.ok ? onMachine.value : '' })).toMatchObject({ ok: true })
  await later(station, EXTENSION_MS + DAY_MS, true)
  await station.call('signIn', LIN)
  station.engine.sync.setCutOff(false)
  await station.until(({ link, closing }) => link === 'linked' && closing?.isClosed === false)
  expect(await station.call('signIn', LIN)).toMatchObject({ ok: true, value: { offline: false } })
})

test('[SE-22] [AD-14] a server that says no days closes nobody; a revoked station gets no code', async () => {
  const { station, order, folder } = await world(0)
  const { station: id } = await station.until(({ closing }) => closing === null)
  await station.call('setCutOff', { cutOff: true })
  await station.until(({ link }) => link !== 'linked')
  station.clock.shiftMs += 300 * DAY_MS
  await station.until(({ officer: who }) => who === null)
  expect(await station.call('signIn', LIN)).toMatchObject({ ok: true })
  expect(await station.call('extendOpening', { code: 'AAAA-AAAA-AAAA-AAAA' })).toMatchObject(
    refusedWith('nothingToChange'),
  )
  expect(await order({ order: 'revokeStation', station: id, reason: 'lost' })).toMatchObject({ ok: true })
  expect(await order({ order: 'extendStation', station: id, number: 0 })).toMatchObject(refusedWith('stationRevoked'))
  expect(await extend(folder, 'short', 0)).toMatchObject(refusedWith('invalidInput'))
})

test('[AD-14] a new server begins with thirty days, the embedded one and one from before with none', async () => {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const station = await liveStation(scratchFolder(), 'S')
  expect(await station.call('join', { server: server.url, code: server.code(), stationName: 'S' })).toMatchObject({
    ok: true,
  })
  const told = await station.until(({ link, closing }) => link === 'linked' && closing !== null)
  expect(Math.round(((told.closing?.closesMs ?? 0) - Date.now()) / DAY_MS)).toBe(30)
  // Said before it happens: three days, in the bar of every window.
  station.engine.sync.setCutOff(true)
  await station.until(({ link }) => link !== 'linked')
  station.clock.shiftMs += 26 * DAY_MS
  await station.until(({ closing }) => closing?.isSoon === false)
  station.clock.shiftMs += 2 * DAY_MS
  await station.until(({ closing }) => closing?.isSoon === true)
  // One that was there before it had a rule, and one a station runs for itself, close nobody.
  await server.log.access.changeNote('closing-days', '30', undefined)
  await server.close()
  const again = await liveServer(folder)
  expect(await again.access.closingOf(station.status().station)).toEqual({})
  const embedded = await liveServer(scratchFolder(), 0, undefined, { embedded: true })
  expect(await embedded.access.closingOf('any')).toEqual({})
})
