// Directives down a link and their receipts back, between two real servers: once, whole, in words; what never goes, and what a
// hostile server cannot do.
import { expect, test, vi } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { linkSpace } from '../../../shared/interop/link/invitation.ts'
import { sharedKind, writeShared } from '../../../shared/interop/link/shared-record.ts'
import { linkSettings } from '../../../shared/interop/settings/link.ts'
import { DIRECTIVE, RECEIPT, deliveredElsewhereMs, givenBy, receiptState } from '../../../shared/model/directive.ts'
import type { Order } from '../../support/link-directives.ts'
import {
  ANSWERED,
  AT,
  CITY,
  COMPLETED,
  PROVINCE,
  RETURNED,
  SIGNED,
  agency,
  directiveFields,
  receiptFields,
} from '../../support/link-directives.ts'
import type { LinkServer, TestLink } from '../../support/link-world.ts'
import { incident, linkServer, linkUp } from '../../support/link-world.ts'

const WAIT = { timeout: 15_000, interval: 20 }
const KINDS = ['incident', 'directive']
const UPPER = { give: KINDS, take: ['incident'], counterpart: CITY }
const LOWER = { give: ['incident'], take: KINDS, counterpart: PROVINCE }
const NOBODY = asId<never>('')

interface Pair {
  readonly province: LinkServer
  readonly city: LinkServer
  readonly link: TestLink
}

async function staffed(
  name: string,
  other: readonly [string, string, string],
  nowMs: () => number = Date.now,
): Promise<LinkServer> {
  const server = await linkServer(name, nowMs)
  await agency(server.world.server.access, ...other)
  await agency(server.world.server.access, 'third', 'TT', '第三个单位')
  return server
}

async function pair(upper: JsonFields = {}, lower: JsonFields = {}, cityNowMs?: () => number): Promise<Pair> {
  const province = await staffed('province', [CITY, 'FZ', '福州市应急管理局'])
  const city = await staffed('city', [PROVINCE, 'FJ', '福建省应急管理厅'], cityNowMs)
  const link = await linkUp(province, city, { ...UPPER, ...upper }, { ...LOWER, ...lower })
  await link.agreed()
  return { province, city, link }
}

/** Issued to the city and to another agency: d1, r1 and r2. */
async function issue(server: LinkServer, order: Order = {}, n = 1, to = CITY): Promise<void> {
  await server.write(DIRECTIVE, `d${n}`, directiveFields(order))
  await server.write(RECEIPT, `r${n}`, receiptFields(`d${n}`, to, order))
  await server.write(RECEIPT, `other${n}`, receiptFields(`d${n}`, 'third', order))
}

async function came({ city }: Pair, title = '立即转移群众', n = 1): Promise<void> {
  await city.until(DIRECTIVE, `d${n}`, 'title', title)
  await city.until(RECEIPT, `r${n}`, 'agency', CENTRE)
}

async function stateAt(server: LinkServer, id = 'r1'): Promise<string> {
  return receiptState((await server.shown(RECEIPT, id)) ?? {})
}

async function untilState(server: LinkServer, state: string, id = 'r1'): Promise<void> {
  await vi.waitFor(async () => expect(await stateAt(server, id)).toBe(state), WAIT)
}

async function sharedOf(link: TestLink): Promise<SpaceId> {
  return asId(linkSpace((await link.state('upper')).link))
}

/** What a hostile server writes in the shared space. */
async function plant(from: LinkServer, shared: SpaceId, kind: string, id: string, fields: JsonFields): Promise<void> {
  const { log, hub } = from.world.server
  const stamp = { ms: Date.now() + 1_000, counter: 0, station: log.station }
  const said = Object.entries(fields).map(([name, value]): [string, Json] => [
    name,
    writeShared({ value: value ?? null, stamp, base: null, path: [log.station] }),
  ])
  const draft = { kind: sharedKind(kind), id: asId<never>(id), fields: Object.fromEntries(said) }
  hub.tell(await log.write(shared, [draft], NOBODY, Date.now()))
}

async function quarantined(link: TestLink, side: 'upper' | 'lower'): Promise<number> {
  return (await link[side].view()).quarantined
}

test('[LK-17] an order comes before the desk in words, and its receipt goes back step by step into the one receipt', async () => {
  const both = await pair()
  const { province, city, link } = both
  await issue(province, { leader: '省领导欧阳' })
  // Once more to an officer of the same agency: a receipt of its own, before the same desk.
  await province.write(RECEIPT, 'r1b', { ...receiptFields('d1', CITY), officer: 'somebody' })
  await came(both)
  await city.until(RECEIPT, 'r1b', 'officer', null)
  const there = (await city.shown(DIRECTIVE, 'd1')) ?? {}
  expect(there).toMatchObject({ agency: PROVINCE, incident: null, priority: 'urgent', issuedAt: AT, leader: '' })
  // The agency in words, and no officer.
  expect(there['issuedBy']).toMatch(/^-\S/)
  expect(givenBy(there)).toBe(province.id)
  const receipt = (await city.shown(RECEIPT, 'r1')) ?? {}
  expect(receipt).toMatchObject({ directive: 'd1', from: PROVINCE, agency: CENTRE, officer: null })
  expect([givenBy(receipt), receiptState(receipt)]).toEqual([province.id, 'sent'])
  expect(await city.shown(RECEIPT, 'other1')).toBeUndefined()

  await city.write(RECEIPT, 'r1', { delivered: true })
  await untilState(province, 'delivered')
  await city.write(RECEIPT, 'r1', SIGNED)
  await untilState(province, 'signed')
  await city.write(RECEIPT, 'r1', ANSWERED)
  await untilState(province, 'answered')
  await city.write(RECEIPT, 'r1', COMPLETED)
  await untilState(province, 'completed')
  const back = (await province.shown(RECEIPT, 'r1')) ?? {}
  expect(back).toMatchObject({
    agency: CITY,
    answer: { text: '已转移三百人' },
    closed: { how: 'completed', text: '已办妥' },
  })
  expect((back['signed'] as JsonFields)['by']).toMatch(/^-\S/)
  expect(givenBy(back)).toBe(null)
  expect(deliveredElsewhereMs(back)).toBeGreaterThan(Date.now() - 60_000)
  expect(await stateAt(province, 'other1')).toBe('sent')
  await link.same()
  const { carried } = await link.state('upper')
  expect([carried['directive']?.given, carried['receipt']?.taken]).toEqual([1, 4])
  expect(await stateAt(province, 'r1b')).toBe('sent')
  await province.stop()
  await city.stop()
  for (const text of ['省领导欧阳', 'other1']) expect([text, city.diskHolds(text)]).toEqual([text, false])
})

test('[CM-38] [LK-17] what was forwarded over a link is withdrawn there with the order above it', async () => {
  const both = await pair()
  const { province, city } = both
  await province.write(DIRECTIVE, 'd1', { ...directiveFields(), forwards: 'r0' })
  await province.write(RECEIPT, 'r1', { ...receiptFields('d1', CITY), forwards: 'r0' })
  await came(both)
  await city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await untilState(province, 'signed')
  const withdrawnAbove = { by: 'desk-officer', at: AT, reason: '险情解除', directive: 'd0' }
  await province.write(DIRECTIVE, 'd1', { withdrawnAbove })
  await province.write(RECEIPT, 'r1', { withdrawnAbove: true })
  await untilState(city, 'withdrawn')
  expect(((await city.shown(DIRECTIVE, 'd1')) ?? {})['withdrawn']).toMatchObject({ reason: '险情解除' })
  expect(await stateAt(province)).toBe('withdrawn')
})

test('[LK-18] names of people go only where both sides agree to them', async () => {
  const both = await pair({ personal: true }, { personal: true })
  await issue(both.province, { leader: '省领导欧阳' })
  await came(both)
  const there = (await both.city.shown(DIRECTIVE, 'd1')) ?? {}
  expect(there['leader']).toBe('省领导欧阳')
  expect(there['issuedBy']).toMatch(/^-值班员 · /)
  await both.city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await untilState(both.province, 'signed')
  const signed = (await both.province.shown(RECEIPT, 'r1'))?.['signed'] as JsonFields
  expect(signed['by']).toMatch(/^-值班员 · /)
})

test('[LK-17] over cuts, restarts and doubled ways an order comes once, and nothing of its receipt is lost', async () => {
  const both = await pair()
  const { province, city, link } = both
  link.proxy.cutOff()
  await issue(province)
  await issue(province, { title: '第二道指令' }, 2)
  await province.write(RECEIPT, 'r1', { reminded: { by: 'desk-officer', at: AT, times: 1 } })
  await province.stop()
  await province.start()
  link.proxy.heal()
  await came(both)
  await came(both, '第二道指令', 2)
  expect(await city.shown(RECEIPT, 'r1')).toMatchObject({ reminded: { times: 1 } })
  link.proxy.cutOff()
  await city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await city.write(RECEIPT, 'r2', { delivered: true, ...RETURNED })
  await province.write(DIRECTIVE, 'd1', { supervised: true })
  await city.stop()
  await city.start()
  link.proxy.heal()
  await untilState(province, 'signed')
  await untilState(province, 'returned', 'r2')
  await city.until(DIRECTIVE, 'd1', 'supervised', true)
  await link.same()
  const at = async (server: LinkServer): Promise<number> => (await server.world.records(DIRECTIVE)).length
  expect([await at(province), await at(city)]).toEqual([2, 2])
  expect([await city.conflicts(RECEIPT, 'r1'), await province.conflicts(RECEIPT, 'r1')]).toEqual([[], []])
})

test('[LK-19] a withdrawal follows what was given; what was withdrawn before is never given; what was done meanwhile counts', async () => {
  const both = await pair()
  const { province, city, link } = both
  const withdrawn = { by: 'desk-officer', at: AT, reason: '情况已变' }
  await issue(province)
  await issue(province, { title: '第二道指令' }, 2)
  await came(both)
  await came(both, '第二道指令', 2)
  link.proxy.cutOff()
  for (const n of [1, 2]) {
    await province.write(DIRECTIVE, `d${n}`, { withdrawn })
    await province.write(RECEIPT, `r${n}`, { withdrawn: true })
  }
  await city.write(RECEIPT, 'r2', { delivered: true, ...SIGNED, ...COMPLETED })
  await province.world.order({ order: 'pause', gateway: link.upper.id })
  await issue(province, { title: '尚未给出即已撤回' }, 3)
  await province.write(DIRECTIVE, 'd3', { withdrawn })
  // A seat of the city at the province's own server had signed for it there.
  await issue(province, { title: '早已签收' }, 4)
  await province.write(RECEIPT, 'r4', { delivered: true, ...SIGNED })
  await province.world.order({ order: 'resume', gateway: link.upper.id })
  link.proxy.heal()
  await untilState(city, 'withdrawn')
  expect((await city.shown(DIRECTIVE, 'd1'))?.['withdrawn']).toMatchObject({ reason: '情况已变', at: AT })
  await untilState(province, 'completed', 'r2')
  await city.until(DIRECTIVE, 'd2', 'withdrawn', ((await city.shown(DIRECTIVE, 'd1')) ?? {})['withdrawn'] ?? null)
  expect([await stateAt(city, 'r2'), await stateAt(province, 'r1')]).toEqual(['completed', 'withdrawn'])
  await link.same()
  await city.stop()
  for (const text of ['尚未给出即已撤回', '早已签收']) expect([text, city.diskHolds(text)]).toEqual([text, false])
})

test('[LK-14] [LK-19] an order about an incident that was not given, or is sensitive, waits and is counted; once it is, it goes', async () => {
  const both = await pair()
  const { province, city, link } = both
  await province.write('incident', 'fire', incident('火灾', { sensitive: true }))
  await issue(province, { title: '不得外传之指令', incident: 'fire' })
  await issue(province, { title: '一般指令' }, 2)
  await came(both, '一般指令', 2)
  await link.same()
  expect(await city.shown(DIRECTIVE, 'd1')).toBeUndefined()
  expect(city.diskHolds('不得外传之指令')).toBe(false)
  const told = async () => (await link.state('upper')) as unknown as { directives: { waiting: number } }
  expect((await told()).directives).toMatchObject({ waiting: 1, mine: { counterpart: '福州市应急管理局' } })
  await province.write('incident', 'fire', { sensitive: false })
  await came(both, '不得外传之指令')
  // Marked again: neither answer nor reminder goes, the withdrawal does, without why.
  await province.write('incident', 'fire', { sensitive: true, place: '马尾' })
  await city.until('incident', 'fire', 'sensitive', false)
  await province.write(RECEIPT, 'r1', { reminded: { by: 'desk-officer', at: AT, times: 1 } })
  await province.write(DIRECTIVE, 'd1', { withdrawn: { by: 'desk-officer', at: AT, reason: '不得外传之理由' } })
  await untilState(city, 'withdrawn')
  expect((await city.shown(DIRECTIVE, 'd1'))?.['withdrawn']).toMatchObject({ reason: '--' })
  expect((await city.shown(RECEIPT, 'r1'))?.['reminded']).toBeUndefined()
  await city.stop()
  expect(city.diskHolds('不得外传之理由')).toBe(false)
})

test('[LK-14] [LK-19] what the receiver writes about an incident it marked sensitive stays there', async () => {
  const both = await pair()
  const { province, city } = both
  await province.write('incident', 'fire', incident('火灾'))
  await issue(province, { incident: 'fire' })
  await came(both)
  await city.write('incident', 'fire', { sensitive: true })
  await city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED, ...ANSWERED })
  await issue(province, { title: '第二道指令' }, 2)
  await came(both, '第二道指令', 2)
  await city.write(RECEIPT, 'r2', { delivered: true })
  await untilState(province, 'delivered', 'r2')
  expect(await stateAt(province)).toBe('sent')
  await city.write('incident', 'fire', { sensitive: false })
  await untilState(province, 'answered')
})

test('[LK-3] [LK-17] directives go only where both sides chose them, and the choice names who stands for the other side', async () => {
  const settings = linkSettings.parse({})
  expect([settings.give, settings.take].flat()).not.toContain('directive')
  expect(linkSettings.safeParse({ give: ['directive'] }).error?.issues[0]?.path).toEqual(['counterpart'])
  expect(linkSettings.safeParse({ take: ['directive'], counterpart: 'a', desk: 'a' }).success).toBe(false)
  const both = await pair({}, { take: ['incident'] })
  await issue(both.province, { title: '不给的指令' })
  await both.province.write('incident', 'fire', incident('火灾'))
  await both.city.until('incident', 'fire', 'title', '火灾')
  await both.link.same()
  expect(both.city.diskHolds('不给的指令')).toBe(false)
  const unknown = both.province.world.order({
    order: 'save',
    ...{ kind: 'link', name: 'x', agency: CENTRE, space: both.province.space },
    settings: { give: ['directive'], counterpart: 'nobody' },
  })
  await expect(unknown).rejects.toThrow('notFound')
})

test('[LK-17] an agency stands for one linked server only', async () => {
  const { province } = await pair()
  const saved = await province.world.order({
    order: 'save',
    ...{ kind: 'link', name: 'second', agency: CENTRE, space: province.space, settings: UPPER },
  })
  await vi.waitFor(async () => {
    const { gateways } = await province.world.order({ order: 'list' })
    const row = gateways?.find(({ id }) => id === saved.id)?.row
    expect(row?.fault?.kind).toBe('alreadyExists')
  }, WAIT)
})

test('[LK-6] [LK-17] an order is not passed on: the next server gets what an officer forwards, and answers to that', async () => {
  const province = await staffed('province', [CITY, 'FZ', '福州市应急管理局'])
  const city = await staffed('city', [PROVINCE, 'FJ', '福建省应急管理厅'])
  await agency(city.world.server.access, 'county-at-city', 'MW', '马尾区应急管理局')
  const county = await staffed('county', ['city-at-county', 'FZ', '福州市应急管理局'])
  const above = await linkUp(province, city, UPPER, LOWER)
  const below = await linkUp(
    city,
    county,
    { give: KINDS, take: ['incident'], counterpart: 'county-at-city' },
    { give: ['incident'], take: KINDS, counterpart: 'city-at-county' },
  )
  await above.agreed()
  await below.agreed()
  await issue(province)
  await came({ province, city, link: above })
  await city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await city.write(DIRECTIVE, 'd5', { ...directiveFields({ title: '转办' }), forwards: 'r1' })
  await city.write(RECEIPT, 'r5', { ...receiptFields('d5', 'county-at-city', { title: '转办' }), forwards: 'r1' })
  await county.until(RECEIPT, 'r5', 'title', '转办')
  await county.write(RECEIPT, 'r5', { delivered: true, ...SIGNED, ...COMPLETED })
  await untilState(city, 'completed', 'r5')
  expect(await county.shown(DIRECTIVE, 'd1')).toBeUndefined()
  expect(await stateAt(province)).toBe('signed')
  expect(await province.shown(DIRECTIVE, 'd5')).toBeUndefined()
})

test('[LK-17] lower to upper goes as well where both chose it, at the same time', async () => {
  const both = await pair({ take: KINDS }, { give: KINDS })
  await issue(both.province)
  await came(both)
  await issue(both.city, { title: '请求支援' }, 7, PROVINCE)
  await both.province.until(RECEIPT, 'r7', 'from', CITY)
  await both.province.write(RECEIPT, 'r7', { delivered: true, ...SIGNED, ...COMPLETED })
  await untilState(both.city, 'completed', 'r7')
  await both.link.same()
})

test('[LK-18] a hostile receiver writes in no receipt but its own, signs in nobody’s name, and alters no order', async () => {
  const both = await pair()
  const { province, city, link } = both
  await issue(province)
  await came(both)
  const shared = await sharedOf(link)
  // Another agency's receipt; a signature in our officer's name; a receipt that was never given.
  await plant(city, shared, RECEIPT, 'other1', { delivered: true, signed: { by: '-x', at: AT } })
  await plant(city, shared, RECEIPT, 'r1', { signed: { by: 'desk-officer', at: AT } })
  await plant(city, shared, DIRECTIVE, 'd1', { title: '被改的标题', withdrawn: { by: '-x', at: AT, reason: '伪造' } })
  await plant(city, shared, RECEIPT, 'r1', { withdrawn: true, agency: 'third', dueAt: null })
  await vi.waitFor(async () => expect(await quarantined(link, 'upper')).toBe(1), WAIT)
  await issue(province, { title: '第二道指令' }, 2)
  await came(both, '第二道指令', 2)
  await city.write(RECEIPT, 'r2', { delivered: true })
  await untilState(province, 'delivered', 'r2')
  expect([await stateAt(province), await stateAt(province, 'other1')]).toEqual(['sent', 'sent'])
  expect(await province.shown(DIRECTIVE, 'd1')).toEqual(directiveFields())
  expect(await city.shown(RECEIPT, 'other1')).toBeUndefined()
})

test('[LK-18] a hostile giver begins no order under a record of ours, in our officers’ names, or about what we never gave', async () => {
  const both = await pair()
  const { province, city, link } = both
  await city.write('incident', 'secret', incident('内部事件', { sensitive: true }))
  await city.write(DIRECTIVE, 'mine', directiveFields({ title: '本市指令', from: CENTRE }))
  await city.write(RECEIPT, 'mine-r', receiptFields('mine', 'third', { title: '本市指令' }))
  const shared = await sharedOf(link)
  const { agency: _agency, ...order } = directiveFields({ title: '伪造' })
  const said: JsonFields = { ...order, issuedBy: '-省厅' }
  await plant(province, shared, DIRECTIVE, 'mine', { ...said, withdrawn: { by: '-x', at: AT, reason: '伪造' } })
  await plant(province, shared, RECEIPT, 'mine-r', { directive: 'mine' })
  await plant(province, shared, RECEIPT, 'r9', { directive: 'mine' })
  await vi.waitFor(async () => expect(await quarantined(link, 'lower')).toBe(1), WAIT)
  await plant(province, shared, DIRECTIVE, 'named', { ...said, issuedBy: 'desk-officer' })
  await plant(province, shared, RECEIPT, 'r8', { directive: 'named' })
  await vi.waitFor(async () => expect(await quarantined(link, 'lower')).toBe(2), WAIT)
  await plant(province, shared, DIRECTIVE, 'ahead', { ...said, issuedAt: '2099-01-01T00:00:00+08:00' })
  await plant(province, shared, RECEIPT, 'r5', { directive: 'ahead' })
  await vi.waitFor(async () => expect(await quarantined(link, 'lower')).toBe(3), WAIT)
  await plant(province, shared, DIRECTIVE, 'about', { ...said, incident: 'secret' })
  await plant(province, shared, RECEIPT, 'r6', { directive: 'about' })
  await issue(province)
  await came(both)
  expect(await city.shown(DIRECTIVE, 'mine')).toEqual(directiveFields({ title: '本市指令', from: CENTRE }))
  for (const id of ['r5', 'r6', 'r8', 'r9']) expect(await city.shown(RECEIPT, id)).toBeUndefined()
  expect(receiptState((await city.shown(RECEIPT, 'mine-r')) ?? {})).toBe('sent')
  // What was given stays as it was given, whatever is said later.
  await plant(province, shared, DIRECTIVE, 'd1', { text: '改过的正文', priority: 'flash', dueAt: null })
  await issue(province, { title: '第二道指令' }, 2)
  await came(both, '第二道指令', 2)
  expect(await city.shown(DIRECTIVE, 'd1')).toMatchObject({ text: '立即转移群众，并报告结果', priority: 'urgent' })
})

test('[LK-17] an order dated ahead of the receiver’s clock waits until that time is reached', async () => {
  const clock = { behindMs: 10 * 60_000 }
  const both = await pair({}, {}, () => Date.now() - clock.behindMs)
  await issue(both.province)
  await both.link.same()
  expect(await both.city.shown(DIRECTIVE, 'd1')).toBeUndefined()
  clock.behindMs = 4 * 60_000
  await came(both)
})

test('[LK-18] signed for by telephone here and by the receiver there both stand, for officers to settle, and stay settled', async () => {
  const both = await pair()
  const { province, city, link } = both
  await issue(province)
  await came(both)
  link.proxy.cutOff()
  await province.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await city.write(RECEIPT, 'r1', { delivered: true, signed: { by: 'desk-officer', at: '2026-11-26T07:30:00+08:00' } })
  link.proxy.heal()
  await vi.waitFor(async () => expect(await province.conflicts(RECEIPT, 'r1')).toEqual(['signed']), WAIT)
  await province.write(RECEIPT, 'r1', SIGNED)
  expect(await province.conflicts(RECEIPT, 'r1')).toEqual([])
  await city.write(RECEIPT, 'r1', ANSWERED)
  await untilState(province, 'answered')
  expect(await province.conflicts(RECEIPT, 'r1')).toEqual([])
  expect((await province.shown(RECEIPT, 'r1'))?.['signed']).toEqual(SIGNED.signed)
})

test('[LK-5] [LK-17] paused it loses nothing; revoked and linked anew the same order is still one', async () => {
  const both = await pair()
  const { province, city, link } = both
  await issue(province)
  await issue(province, { title: '第二道指令' }, 2)
  await came(both)
  await came(both, '第二道指令', 2)
  await province.world.order({ order: 'pause', gateway: link.upper.id })
  await city.write(RECEIPT, 'r1', { delivered: true, ...SIGNED })
  await province.world.order({ order: 'resume', gateway: link.upper.id })
  await untilState(province, 'signed')
  await province.world.order({ order: 'remove', gateway: link.upper.id, reason: '重新互联' })
  await city.world.order({ order: 'remove', gateway: link.lower.id, reason: '重新互联' })
  await city.write(RECEIPT, 'r1', ANSWERED)
  await province.write(DIRECTIVE, 'd2', { withdrawn: { by: 'desk-officer', at: AT, reason: '情况已变' } })
  await province.write(RECEIPT, 'r2', { withdrawn: true })
  const again = await linkUp(province, city, UPPER, LOWER)
  await again.agreed()
  await untilState(province, 'answered')
  await city.write(RECEIPT, 'r1', COMPLETED)
  await untilState(province, 'completed')
  await untilState(city, 'withdrawn', 'r2')
  expect((await city.world.records(DIRECTIVE)).length).toBe(2)
  expect(await province.conflicts(RECEIPT, 'r1')).toEqual([])
})
