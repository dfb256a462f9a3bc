// Files of attachments over a link between two real servers: both ways, in any order, over cuts; never one that was not given.
import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { SpaceId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { linkSpace } from '../../../shared/interop/link/invitation.ts'
import { sharedKind, writeShared } from '../../../shared/interop/link/shared-record.ts'
import { MAX_FILE_PART_BYTES } from '../../../shared/sync/file-protocol.ts'
import type { LinkServer, TestLink } from '../../support/link-world.ts'
import { incident, linkServer, linkUp } from '../../support/link-world.ts'

const WAIT = { timeout: 15_000, interval: 20 }
const KINDS = ['incident', 'attachment', 'logEntry']
const ALL = { give: KINDS, take: KINDS }
const NOBODY = asId<never>('nobody')

function bytesOf(seed: number, length = 700_000): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * seed + (index >> 9)) & 0xff)
}

function named(bytes: Uint8Array, of = 'fire'): JsonFields {
  return {
    ...{ incident: of, name: '现场.bin', mime: 'application/octet-stream', bytes: bytes.length },
    ...{ sha256: createHash('sha256').update(bytes).digest('hex'), note: '', at: '2026-11-26T08:05:00+08:00' },
    voidReason: null,
  }
}

async function upload({ world, space }: LinkServer, id: string, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += MAX_FILE_PART_BYTES) {
    const part = bytes.subarray(offset, offset + MAX_FILE_PART_BYTES)
    const put = await world.server.files.put(space, id, offset, part, NOBODY)
    if (!put.ok) throw new Error(put.fault.message)
  }
}

async function attach(server: LinkServer, id: string, bytes: Uint8Array, of = 'fire'): Promise<void> {
  await server.write('attachment', id, named(bytes, of))
  await upload(server, id, bytes)
}

async function holds({ world, space }: LinkServer, id: string, at: SpaceId = space): Promise<boolean> {
  return (await world.server.files.state(at, id, NOBODY))?.whole === true
}

async function hasFile(server: LinkServer, id: string): Promise<void> {
  await vi.waitFor(async () => expect(await holds(server, id)).toBe(true), WAIT)
}

async function sharedOf(link: TestLink): Promise<SpaceId> {
  return asId(linkSpace((await link.state('upper')).link))
}

/** What a hostile server writes in the shared space, with any time it likes. */
async function plant(
  { world }: LinkServer,
  shared: SpaceId,
  kind: string,
  id: string,
  fields: JsonFields,
  aheadMs = 0,
): Promise<void> {
  const { log, hub } = world.server
  const stamp = { ms: Date.now() + aheadMs, counter: 0, station: log.station }
  // It claims to have seen everything.
  const base = aheadMs === 0 ? null : { ...stamp, ms: Date.now() + 9e9 }
  const said = Object.entries(fields).map(([name, value]) => [
    name,
    writeShared({ value: value ?? null, stamp, base, path: [log.station] }),
  ])
  const draft = { kind: sharedKind(kind), id: asId<never>(id), fields: Object.fromEntries(said) as JsonFields }
  hub.tell(await log.write(shared, [draft], NOBODY, Date.now()))
}

test('[LK-16] files go both ways with their attachments, also when they are whole only later, and arrive byte for byte', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, ALL)
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await attach(city, 'up', bytesOf(7))
  await hasFile(province, 'up')
  await province.write('attachment', 'down', named(bytesOf(11)))
  await city.until('attachment', 'down', 'name', '现场.bin')
  expect(await holds(city, 'down')).toBe(false)
  await upload(province, 'down', bytesOf(11))
  await hasFile(city, 'down')
  const got = await city.world.server.files.get(city.space, 'down', 0, MAX_FILE_PART_BYTES)
  expect(got.ok && Buffer.from(got.value.part).equals(Buffer.from(bytesOf(11).subarray(0, MAX_FILE_PART_BYTES)))).toBe(
    true,
  )
})

test('[LK-16] what was attached while the line was cut comes when it heals, and a cut in the middle loses nothing', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, ALL)
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  link.proxy.cutOff()
  await attach(city, 'up', bytesOf(7, 3_000_000))
  await attach(province, 'down', bytesOf(13, 3_000_000))
  link.proxy.heal()
  await province.until('attachment', 'up', 'name', '现场.bin')
  link.proxy.cutOff()
  link.proxy.heal()
  await hasFile(province, 'up')
  await hasFile(city, 'down')
})

test('[LK-16] without the word of both sides neither attachments nor files go', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, { give: ['incident', 'logEntry'], take: ['incident'] })
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await attach(city, 'up', bytesOf(7))
  await city.write('logEntry', 'after', {
    incident: 'fire',
    text: '其后',
    at: '2026-11-26T09:00:00+08:00',
    corrects: null,
  })
  await province.until('logEntry', 'after', 'text', '其后')
  expect(await province.shown('attachment', 'up')).toBeUndefined()
  expect(await holds(city, 'up', await sharedOf(link))).toBe(false)
})

test('[LK-16] naming the hash of a file opens nothing: not on the shared space, and not by way of a third server', async () => {
  const [province, city, third] = [await linkServer('province'), await linkServer('city'), await linkServer('third')]
  const link = await linkUp(province, city, ALL, { ...ALL, passOn: true })
  const onward = await linkUp(province, third, { ...ALL, passOn: true }, ALL)
  await Promise.all([link.agreed(), onward.agreed()])
  const secret = new TextEncoder().encode('CLASSIFIED 31 '.repeat(20_000))
  await province.write('incident', 'own', incident('内部'))
  await province.write('attachment', 'secret', named(secret, 'nothing-that-is-given'))
  await upload(province, 'secret', secret)
  // The city's server says that an attachment of an incident both know is that very file.
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  await third.until('incident', 'fire', 'title', '火灾')
  const shared = await sharedOf(link)
  await plant(city, shared, 'attachment', 'lie', named(secret))
  await province.until('attachment', 'lie', 'name', '现场.bin')
  await third.until('attachment', 'lie', 'name', '现场.bin')
  // An honest one after it arrives, so the lie had its chance.
  await attach(city, 'honest', bytesOf(5))
  await hasFile(third, 'honest')
  expect(await holds(province, 'lie', shared)).toBe(false)
  expect(await holds(city, 'lie')).toBe(false)
  expect(await holds(third, 'lie')).toBe(false)
  expect([province, city, third].map((server) => server.diskHolds('CLASSIFIED 31 CLASSIFIED'))).toEqual([
    true,
    false,
    false,
  ])
})

test('[LK-14] [LK-16] of an incident that is marked sensitive after it was given, no more files go', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, ALL)
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await city.write('incident', 'other', incident('内涝'))
  await attach(city, 'before', bytesOf(7))
  await hasFile(province, 'before')
  await city.write('incident', 'fire', { sensitive: true })
  await attach(city, 'after', bytesOf(9))
  await attach(city, 'elsewhere', bytesOf(15), 'other')
  await hasFile(province, 'elsewhere')
  expect(await province.shown('attachment', 'after')).toBeUndefined()
  expect(await holds(city, 'after', await sharedOf(link))).toBe(false)
})

test('[LK-4] [LK-16] an incident the other side only names opens nothing that is written about it, and is not changed by it', async () => {
  const only = { give: ['attachment', 'logEntry', 'alert'], take: ['attachment', 'logEntry', 'alert', 'incident'] }
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, only, ALL)
  await link.agreed()
  const shared = await sharedOf(link)
  await province.write('incident', 'own', incident('内部'))
  await attach(province, 'secret', bytesOf(3), 'own')
  await plant(city, shared, 'incident', 'own', { ...incident('改写'), number: 'X-1' }, 60_000)
  await province.write('attachment', 'secret', { note: '再看一次' })
  // One the city reported itself: what is written about it here goes back.
  await city.write('incident', 'theirs', incident('外部'))
  await province.until('incident', 'theirs', 'title', '外部')
  await attach(province, 'open', bytesOf(5), 'theirs')
  await hasFile(city, 'open')
  expect(await city.shown('attachment', 'secret')).toBeUndefined()
  expect(await holds(province, 'secret', shared)).toBe(false)
  expect((await province.shown('incident', 'own'))?.['title']).toBe('内部')
})

test('[LK-14] [LK-16] the mark “sensitive” is not taken off from afar, and a file that is whole only after it stays', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, ALL)
  await link.agreed()
  const shared = await sharedOf(link)
  await province.write('incident', 'fire', incident('火灾'))
  await province.write('attachment', 'late', named(bytesOf(7)))
  await city.until('attachment', 'late', 'name', '现场.bin')
  await province.write('incident', 'fire', { sensitive: true })
  await upload(province, 'late', bytesOf(7))
  await plant(city, shared, 'incident', 'fire', { sensitive: false, place: '马尾' }, 60_000)
  await province.until('incident', 'fire', 'place', '马尾')
  await attach(province, 'after', bytesOf(9))
  await province.write('incident', 'other', incident('内涝'))
  await attach(province, 'open', bytesOf(5), 'other')
  await hasFile(city, 'open')
  expect((await province.shown('incident', 'fire'))?.['sensitive']).toBe(true)
  expect(await city.shown('attachment', 'after')).toBeUndefined()
  expect(await holds(city, 'late')).toBe(false)
})

test('[LK-16] without an agreement about attachments a linked server can neither bring nor fetch a file', async () => {
  const some = { give: ['incident'], take: ['incident'] }
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, some, some)
  await link.agreed()
  const shared = await sharedOf(link)
  const { gateways } = province.world.server
  expect((['askFiles', 'putFile', 'getFile'] as const).map((name) => gateways.mayCarry(shared, name))).toEqual([
    false,
    false,
    false,
  ])
  expect(gateways.mayCarry(province.space, 'getFile')).toBe(false)
})

test('[LK-16] a file given under the name of a program is refused, and keeps no other waiting', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city, ALL, ALL)
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  await plant(city, await sharedOf(link), 'attachment', 'bad', { ...named(bytesOf(21)), name: '通知.bat' })
  await link.upper.until(({ row }) => row.refused > 0)
  await attach(city, 'good', bytesOf(23))
  await hasFile(province, 'good')
  expect(await province.shown('attachment', 'bad')).toBeUndefined()
})
