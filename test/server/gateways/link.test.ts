// Two servers linked: set up by invitation, what goes over and what never does, and every way a link ends. Real servers, sockets,
// files.
import { expect, test, vi } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { LISTABLE } from '../../../shared/interop/link/terms.ts'
import { shownFields } from '../../../shared/journal/merge.ts'
import { AGENCY, SPACE } from '../../../shared/model/directory.ts'
import { movedDeadlinesOf } from '../../../shared/model/log-entry.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import type { LinkServer } from '../../support/link-world.ts'
import { ask, incident, linkServer, linkUp, must } from '../../support/link-world.ts'
import { officer } from '../../support/server-people.ts'
import type { TestKey } from '../../support/shared-crypto.ts'
import { testKey } from '../../support/shared-crypto.ts'
import { wireClient } from '../../support/wire-client.ts'

const WAIT = { timeout: 15_000, interval: 10 }

/** A server as whoever holds its key could speak. */
function keyOf(server: LinkServer): TestKey {
  const { log } = server.world.server
  return { publicKey: log.publicKey, station: log.station, sign: (message) => log.sign(message) }
}

test('[LK-12] a link is set up by invitation and acceptance; what one officer reports, the other server shows, and back', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  await city.write('incident', 'fire', incident('仓库火灾', { place: '马尾' }))
  await province.until('incident', 'fire', 'title', '仓库火灾')
  expect((await province.shown('incident', 'fire'))?.['place']).toBe('马尾')
  await province.write('incident', 'fire', { level: 2 })
  await city.until('incident', 'fire', 'level', 2)
  expect(await city.conflicts('incident', 'fire')).toEqual([])
  await link.same()
  // Each sees what it gives and takes.
  await vi.waitFor(async () => {
    const [upper, lower] = [await link.state('upper'), await link.state('lower')]
    expect(upper.carried['incident']).toMatchObject({ taken: 1, given: 1 })
    expect(lower.carried['incident']).toMatchObject({ taken: 1, given: 1 })
    expect(upper.code).toBe(lower.code)
    expect(upper.takes?.['incident']).toContain('place')
    expect(upper.theirs?.['name']).toBe('city→province')
  }, WAIT)
})

test('[LK-12] deadlines moved by what came in leave a line of the log where they are counted, which stays there', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  await city.write('incident', 'blast', incident('粉尘爆炸', { category: '12D01' }))
  await province.until('incident', 'blast', 'title', '粉尘爆炸')
  await city.write('incident', 'blast', { receivedAt: '2026-11-26T10:30:00+08:00' })
  await province.until('incident', 'blast', 'receivedAt', '2026-11-26T10:30:00+08:00')
  const linesAt = async ({ world, space }: LinkServer) =>
    (await world.server.log.records(space, 'logEntry')).map((state) => shownFields(state))
  const [line, ...others] = await linesAt(province)
  expect([line?.['incident'], others]).toEqual(['blast', []])
  expect(movedDeadlinesOf(line?.['deadlines']).map(({ until }) => until)).toContain('2026-11-26T12:30:00+08:00')
  // Something given after it: had the line been given as well, it would be there by now.
  await province.write('incident', 'blast', { place: '马尾' })
  await city.until('incident', 'blast', 'place', '马尾')
  await link.same()
  expect(await linesAt(city)).toEqual([])
})

test('alerts, links between them and incidents, and lines of the log of what was given go along; the general log stays', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  await (await linkUp(province, city)).agreed()
  await city.write('logEntry', 'line', {
    incident: 'fire',
    text: '已派三车',
    at: '2026-11-26T08:05:00+08:00',
    corrects: null,
  })
  await city.write('logEntry', 'general', {
    incident: null,
    text: '交班',
    at: '2026-11-26T08:06:00+08:00',
    corrects: null,
  })
  await city.write('incident', 'fire', incident('火灾'))
  const alert = {
    category: '11A01',
    level: 2,
    title: '高温预警',
    use: 'actual',
    number: '7',
    startsAt: '2026-11-26T08:00:00+08:00',
    endsAt: null,
  }
  const items = {
    divisions: ['350100'],
    ring: null,
    circle: null,
    areaText: '',
    warnings: 'w',
    measures: 'm',
    issuedBy: '气象台',
    telephone: '',
  }
  await city.write('alert', 'hot', { ...alert, ...items, issuedAt: '2026-11-26T08:00:00+08:00' })
  await city.write('alertLink', 'hot.fire', { alert: 'hot', incident: 'fire', linked: true })
  await province.until('logEntry', 'line', 'text', '已派三车')
  await province.until('alertLink', 'hot.fire', 'linked', true)
  expect(await province.shown('alert', 'hot')).toMatchObject({ title: '高温预警', number: '7' })
  expect(await province.shown('logEntry', 'general')).toBeUndefined()
})

test('[LK-4] fields and records that are not agreed to never lie on the other side’s disk', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  // The city lists names, the province asks for them: without `personal` of both they stay.
  const lists = { giveFields: [...LISTABLE], takeFields: [...LISTABLE] }
  const link = await linkUp(province, city, { ...lists, personal: true }, lists)
  await link.agreed()
  const secrets = { sourceName: '报警人欧阳慕容', sourceTelephone: '13955557777' }
  await city.write('incident', 'fire', incident('火灾', { ...secrets, place: '可见之处' }))
  await city.write('incident', 'secret', incident('绝密事件', { sensitive: true, place: '不可见之处' }))
  await province.until('incident', 'fire', 'place', '可见之处')
  await city.write('incident', 'fire', { sourceName: '改名诸葛', dead: 1 })
  await province.until('incident', 'fire', 'dead', 1)
  await link.same()
  expect(await province.shown('incident', 'secret')).toBeUndefined()
  await province.stop()
  for (const text of [...Object.values(secrets), '改名诸葛', '绝密事件', '不可见之处'])
    expect([text, province.diskHolds(text), city.diskHolds(text)]).toEqual([text, false, true])
  expect(province.diskHolds('可见之处')).toBe(true)
})

test('[LK-3] names go along when both sides say so', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const lists = { giveFields: [...LISTABLE], takeFields: [...LISTABLE], personal: true }
  await (await linkUp(province, city, lists, lists)).agreed()
  await city.write('incident', 'fire', incident('火灾', { sourceName: '欧阳' }))
  await province.until('incident', 'fire', 'sourceName', '欧阳')
})

test('[LK-8] one-way: what the lower side changes stays there, what both change is shown to the lower side as a conflict', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city, { take: [] })
  await link.agreed()
  await province.write('incident', 'fire', incident('火灾', { place: '一' }))
  await city.until('incident', 'fire', 'place', '一')
  await city.write('incident', 'fire', { place: '本地所见' })
  await city.write('incident', 'own', incident('本地'))
  await province.write('incident', 'fire', { place: '二' })
  await city.until('incident', 'fire', 'place', '二')
  expect(await city.conflicts('incident', 'fire')).toEqual(['place'])
  expect(await province.shown('incident', 'own')).toBeUndefined()
  expect((await link.state('upper')).takes).toEqual({})
})

test('[LK-1] an invitation counts once, and only the server that invited is believed', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  expect(await ask(province, link.upper, 'invitation')).toMatchObject({ ok: false, fault: { kind: 'alreadyExists' } })
  // A third server with the same text.
  const thief = await linkServer('thief')
  const { invitation } = link
  const second = await thief.world.gateway('link', { side: 'accept', invitation })
  await second.until(({ row }) => row.fault?.kind === 'joinCodeInvalid')
  expect((await second.view()).secrets).toEqual(['invitation'])
  // The address leads to another server now: nothing is said to it.
  link.proxy.target = Number(new URL(thief.world.server.url).port)
  link.proxy.cutOff()
  link.proxy.heal()
  await link.lower.until(({ row }) => row.fault?.kind === 'signatureInvalid')
  expect(thief.world.server.hub.linked().size).toBe(0)
})

test('[LK-2] a linked server sees the shared space and nothing else, and writes nowhere else', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  const { space } = await link.state('upper')
  const client = await wireClient(province.world.server.url)
  const hello = must(await client.hello(keyOf(city)))
  expect(hello.spaces.map((one) => one.space)).toEqual([space])
  for (const other of [province.space, 'directory', 'fujian', 'link-other']) {
    expect(await client.request('follow', { space: other, cursor: null })).toMatchObject({
      ok: false,
      fault: { kind: 'spaceUnknown' },
    })
    expect(await client.request('push', { space: other, changes: [], seals: [] })).toMatchObject({
      ok: false,
      fault: { kind: 'spaceUnknown' },
    })
  }
  expect(await client.request('signIn', { name: 'desk-officer', password: 'a long password' })).toMatchObject({
    ok: false,
    fault: { kind: 'notAllowed' },
  })
  expect(await client.request('admin', { token: 'x', order: { order: 'overview' } })).toMatchObject({
    ok: false,
    fault: { kind: 'notAllowed' },
  })
  expect(await client.request('openSnapshot', { space })).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
  // Not even by the hand of a station that may write there.
  const smuggled = new ChainAuthor(province.space, Date.now() - 10_000, 3, keyOf(city))
  smuggled.write('incident', 'smuggled', incident('夹带'))
  const { hub } = province.world.server
  const pushed = must(
    await hub.take({ space: province.space, changes: smuggled.changes, seals: [smuggled.seal()], broughtBy: null }),
  )
  expect(pushed.refused.map(({ fault }) => fault.kind)).toEqual(['notAllowed'])
  expect(await province.shown('incident', 'smuggled')).toBeUndefined()
})

test('[LK-5] revoking ends the link at once, on either side, and another invitation begins it anew', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  must(await ask(province, link.upper, 'end'))
  expect(province.world.server.hub.linked().has(city.id)).toBe(false)
  await link.lower.until(({ row }) => row.fault?.kind === 'stationRevoked' && row.peers === 0)
  expect((await link.upper.view()).row.fault?.kind).toBe('stationRevoked')
  await city.write('incident', 'after', incident('之后'))
  const { space } = await link.state('upper')
  const before = await province.world.server.log.tip(asId(space))
  const client = await wireClient(province.world.server.url)
  expect(await client.hello(keyOf(city))).toMatchObject({ ok: false, fault: { kind: 'stationRevoked' } })
  expect(await province.world.server.log.tip(asId(space))).toBe(before)
  for (const [server, gateway] of [
    [province, link.upper],
    [city, link.lower],
  ] as const)
    await server.world.order({ order: 'remove', gateway: gateway.id, reason: '重新连接' })
  const again = await linkUp(province, city)
  await again.agreed()
  await province.until('incident', 'after', 'title', '之后')
})

test('[LK-5] the lower side ends it as well: its administrator revokes the other server', async () => {
  const province = await linkServer('province')
  const city = await linkServer('city')
  const link = await linkUp(province, city)
  await link.agreed()
  must(await ask(city, link.lower, 'end'))
  await vi.waitFor(() => expect(province.world.server.hub.linked().has(city.id)).toBe(false), WAIT)
  await province.write('incident', 'after', incident('之后'))
  expect((await link.state('lower')).isCutOff).toBe(true)
  expect(await city.shown('incident', 'after')).toBeUndefined()
})

test('[LK-5] the time box ends the link, at the door as well', async () => {
  let shiftMs = 0
  const now = (): number => Date.now() + shiftMs
  const province = await linkServer('province', now)
  const city = await linkServer('city', now)
  const link = await linkUp(province, city, {
    until: new Date(Date.now() + 3_600_000).toISOString().replace('Z', '+00:00'),
  })
  await link.agreed()
  await city.write('incident', 'before', incident('之前'))
  await province.until('incident', 'before', 'title', '之前')
  shiftMs = 2 * 3_600_000
  await link.upper.until(({ row }) => row.fault?.detail?.['why'] === 'over')
  await vi.waitFor(async () => expect((await link.state('lower')).whyNot).toBe('over'), WAIT)
  expect(province.world.server.hub.linked().has(city.id)).toBe(false)
  await city.write('incident', 'after', incident('之后'))
  const client = await wireClient(province.world.server.url)
  expect(await client.hello(keyOf(city))).toMatchObject({ ok: false, fault: { kind: 'stationRevoked' } })
  expect(await province.shown('incident', 'after')).toBeUndefined()
})

test('[LK-5] [LK-11] a paused link lets nobody in and loses nothing; a cut one grows old', async () => {
  let shiftMs = 0
  const now = (): number => Date.now() + shiftMs
  const province = await linkServer('province', now)
  const city = await linkServer('city', now)
  const link = await linkUp(province, city)
  await link.agreed()
  await province.world.order({ order: 'pause', gateway: link.upper.id })
  expect(province.world.server.hub.linked().has(city.id)).toBe(false)
  await link.lower.until(({ row }) => row.fault?.kind === 'offline')
  await city.write('incident', 'fire', incident('火灾'))
  await province.world.order({ order: 'resume', gateway: link.upper.id })
  await province.until('incident', 'fire', 'title', '火灾')
  link.proxy.cutOff()
  await link.lower.until(({ row }) => row.peers === 0 && row.fault?.kind === 'linkLost')
  const { row: before } = await link.lower.view()
  shiftMs = 10 * 60_000
  const { row } = await link.lower.view()
  expect(row.heardMs).toBe(before.heardMs)
  expect(now() - (row.heardMs ?? 0)).toBeGreaterThan(row.silentAfterMs ?? Infinity)
  await link.upper.until((view) => view.row.peers === 0)
  link.proxy.heal()
  await link.lower.until(
    (view) => (view.row.heardMs ?? 0) > shiftMs + (before.heardMs ?? 0) - 60_000 && view.row.fault === null,
  )
})

test('[GW-6] [LK-12] officers of the space who administer nothing see how a link stands and its terms; others do not, and nobody else orders', async () => {
  const province = await linkServer('province')
  const link = await linkUp(province, await linkServer('city'))
  await link.agreed()
  const { server } = province.world
  const seatOf = async (name: string, agency: string) => {
    await officer(server, name, 'viewer', agency)
    const client = await wireClient(server.url)
    must(await client.hello(testKey(), await server.access.invite(agency, name, 5)))
    const { token } = must(await client.request('signIn', { name, password: 'a long password' }))
    return (question: string) =>
      client.request('gateways', { token, order: { order: 'ask', gateway: link.upper.id, question, input: null } })
  }
  const asks = await seatOf('zheng', CENTRE)
  expect(await asks('state')).toMatchObject({ ok: true, value: { told: { whyNot: null, terms: { passOn: false } } } })
  for (const question of ['invitation', 'end'])
    expect(await asks(question)).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
  // An agency that takes no part in the space.
  const fields = { code: 'QT', name: '其他单位', nameEn: 'Other', kind: 'department', division: null, parent: null }
  await server.access.setUp([
    { kind: AGENCY, id: asId('other'), fields },
    { kind: SPACE, id: asId(province.space), fields: { members: [CENTRE] } },
  ])
  const others = await seatOf('qian', 'other')
  expect(await others('state')).toMatchObject({ ok: false, fault: { kind: 'notAllowed' } })
})
