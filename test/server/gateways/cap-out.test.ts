// Our own alerts as a CAP feed, over a real socket: valid, signed so that another program agrees, once each, with update and
// cancel; never as real from a space that is not live; others' only where passing on is agreed.
import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { checkSignatures } from '../../../server/gateways/cap/signature.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { CapMessage } from '../../../shared/interop/cap/cap-model.ts'
import { readCap } from '../../../shared/interop/cap/read-cap.ts'
import { readFeed } from '../../../shared/interop/cap/read-feed.ts'
import { capMessage } from '../../support/cap-messages.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import type { GatewayWorld } from '../../support/gateway-world.ts'
import { samples } from '../../support/samples.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scribe } from '../../support/scribe.ts'

const XSD = samples('xsd/CAP-v1.2.xsd')
if (!existsSync(XSD)) console.log('cap-out.test: the official schema is not here; served documents are not validated')
const hasXmlsec = spawnSync('xmlsec1', ['--version']).status === 0
if (!hasXmlsec) console.log('cap-out.test: xmlsec1 is not installed; signatures are checked by our own program alone')

const ALERT: CommandInput<'recordAlert'> = {
  id: 'A1',
  category: '11B01',
  level: 2,
  title: '台风橙色预警',
  startsAt: '2026-11-26T08:00:00+08:00',
  issuedAt: '2026-11-26T07:50:00+08:00',
  issuedBy: '福州市气象台',
  warnings: '阵风十级 & 暴雨 <局地>',
  measures: '船只回港',
  divisions: ['350102'],
}

async function publisher(settings: object = {}, spaceKind: 'live' | 'exercise' = 'live', folder = scratchFolder()) {
  const hand = scribe()
  const world = await gatewayWorld({ kinds: hand.kinds, spaceKind, folder })
  await world.gateway('scribe', {})
  const gateway = await world.gateway('cap', { serves: true, publishes: true, sender: 'fengsui.fuzhou', ...settings })
  const base = `http://127.0.0.1:${String(await gateway.port())}`
  return { world, gateway, base, run: hand.here().author.run.bind(hand.here().author), ...reader(base) }
}

function reader(base: string) {
  const feed = async () => {
    const read = readFeed(new Uint8Array(await (await fetch(`${base}/feed.atom`)).arrayBuffer()))
    if (!read.ok) throw new Error(read.fault.message)
    return read.value.entries
  }
  const document = async (link: string): Promise<{ readonly text: string; readonly message: CapMessage }> => {
    const text = await (await fetch(link)).text()
    const read = readCap(new TextEncoder().encode(text))
    if (!read.ok) throw new Error(read.fault.message)
    return { text, message: read.value[0]!.message }
  }
  /** Waits for so many entries; documents, newest first. */
  const documents = async (count: number) => {
    const entries = await vi.waitFor(
      async () => {
        const now = await feed()
        expect(now).toHaveLength(count)
        return now
      },
      { timeout: 15_000, interval: 10 },
    )
    return Promise.all(entries.map(({ link }) => document(link ?? '')))
  }
  return { feed, documents }
}

it('[WA-9] serves new, adjusted and lifted alerts once each, valid and signed', async () => {
  const { base, run, documents, world, gateway } = await publisher()
  await run('recordAlert', ALERT)
  await documents(1)
  await run('adjustAlert', { id: 'A1', fields: { level: 1 }, reason: '加强' })
  await documents(2)
  await run('cancelAlert', { id: 'A1', how: 'lifted', reason: '台风远离' })
  const [cancel, update, first] = await documents(3)
  expect([first, update, cancel].map((one) => one?.message.msgType)).toEqual(['Alert', 'Update', 'Cancel'])
  expect(first?.message).toMatchObject({
    identifier: 'A1.1',
    sender: 'fengsui.fuzhou',
    status: 'Actual',
    signatures: 1,
  })
  expect(update?.message.infos[0]).toMatchObject({ severity: 'Extreme', event: '台风事件', headline: '台风橙色预警' })
  expect(update?.message.infos[0]?.areas[0]).toMatchObject({ areaDesc: '鼓楼区' })
  expect(cancel?.message.note).toBe('台风远离')
  const names = (message: CapMessage | undefined) =>
    message?.references.map(({ identifier, sent }) => [identifier, Date.parse(sent)])
  expect(names(cancel?.message)).toEqual(
    [first, update].map((one) => [one?.message.identifier, Date.parse(one?.message.sent ?? '')]),
  )
  const pem = await (await fetch(`${base}/certificate.pem`)).text()
  const pinned = [new X509Certificate(pem)]
  const folder = scratchFolder({ 'key.pem': pem })
  for (const one of [first, update, cancel]) {
    expect(checkSignatures(one!.text, pinned).finding).toBe('valid')
    expect(checkSignatures(one!.text.replace('台风橙色', '台风红色'), pinned).finding).toBe('broken')
    if (!hasXmlsec) continue
    writeFileSync(join(folder, 'a.xml'), one!.text)
    const verify = () =>
      execFileSync('xmlsec1', ['--verify', '--pubkey-cert-pem', 'key.pem', 'a.xml'], { cwd: folder, stdio: 'pipe' })
    expect(verify).not.toThrow()
    writeFileSync(join(folder, 'a.xml'), one!.text.replace('台风橙色', '台风红色'))
    expect(verify).toThrow('Command failed')
  }
  if (existsSync(XSD)) {
    const xml = [first, update, cancel].map((one, index) => ({ fileName: `${String(index)}.xml`, contents: one!.text }))
    const judged = await validateXML({ xml, schema: readFileSync(XSD, 'utf8') })
    expect(judged.errors).toEqual([])
  }
  // A pause and a start tell nothing twice, and what happened meanwhile is told.
  await world.order({ order: 'pause', gateway: gateway.id })
  await run('recordAlert', { ...ALERT, id: 'A2', title: '暴雨' })
  await run('recordAlert', {
    ...ALERT,
    id: 'A3',
    title: '旧',
    endsAt: '2026-11-26T09:00:00+08:00',
    startsAt: '2026-11-25T09:00:00+08:00',
  })
  await world.order({ order: 'resume', gateway: gateway.id })
  await gateway.until(({ row }) => row.state === 'running')
  const again = reader(`http://127.0.0.1:${String(await gateway.port())}`)
  const told = (await again.documents(4)).map(({ message }) => message.identifier)
  expect(told.toSorted()).toEqual(['A1.1', 'A1.2', 'A1.3', 'A2.1'])
})

it('answers a reader that knows the feed already with nothing', async () => {
  const { base, run, documents } = await publisher({ signs: false })
  await run('recordAlert', ALERT)
  const [only] = await documents(1)
  expect(only?.message.signatures).toBe(0)
  const first = await fetch(`${base}/feed.atom`)
  const etag = first.headers.get('etag') ?? ''
  expect(first.headers.get('content-type')).toContain('application/atom+xml')
  expect((await fetch(`${base}/feed.atom`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  expect((await fetch(`${base}/certificate.pem`)).status).toBe(404)
  expect((await fetch(`${base}/alerts/../signing.key`)).status).toBe(404)
})

it('[WA-3] says nothing as real from an exercise', async () => {
  const { run, documents } = await publisher({}, 'exercise')
  await run('recordAlert', ALERT)
  expect((await documents(1))[0]?.message.status).toBe('Exercise')
})

it('[WA-9] passes on what came from others only where that is agreed, as it came', async () => {
  const post = (base: string, body: string) => fetch(`${base}/alerts`, { method: 'POST', body })
  const closed = await publisher()
  await post(closed.base, capMessage({ identifier: 'X' }))
  await closed.run('recordAlert', ALERT)
  expect((await closed.documents(1))[0]?.message.identifier).toBe('A1.1')
  const open = await publisher({ passesOn: true })
  await post(open.base, capMessage({ identifier: 'X' }))
  const [passed] = await open.documents(1)
  expect(passed?.text).toBe(capMessage({ identifier: 'X' }))
  // An officer adjusts it: that is ours to say, and refers to what it was.
  const [record] = await open.world.records('alert')
  await open.run('adjustAlert', { id: record!.id, fields: { level: 1 }, reason: '本地研判' })
  const [ours] = await open.documents(2)
  expect(ours?.message).toMatchObject({
    sender: 'fengsui.fuzhou',
    source: 'wx@example.org',
    msgType: 'Update',
    references: [{ sender: 'wx@example.org', identifier: 'X' }],
  })
})

it('[WA-9] servers that pass on to each other in a ring hold one alert each, and it is lifted in all', async () => {
  const [left, right, third] = [
    await publisher({ passesOn: true }),
    await publisher({ passesOn: true, sender: 'fengsui.minhou' }),
    await publisher({ passesOn: true, sender: 'fengsui.minqing' }),
  ]
  const follow = (world: GatewayWorld, bases: readonly string[]) =>
    world.gateway('cap', { feeds: bases.map((base) => `${base}/feed.atom`), everyMinutes: 0.01 }, 'follows')
  await left.run('recordAlert', ALERT)
  await left.documents(1)
  await follow(right.world, [left.base, third.base])
  await follow(third.world, [right.base, left.base])
  const back = await follow(left.world, [right.base, third.base])
  const copy = await right.world.record('alert')
  const { title, level, divisions, warnings, issuedBy, startsAt } = ALERT
  expect(copy.fields).toMatchObject({ title, level, divisions, warnings, issuedBy, startsAt })
  await left.run('adjustAlert', { id: 'A1', fields: { level: 1 }, reason: '加强' })
  await right.world.record('alert', (fields) => fields['level'] === 1)
  await left.run('cancelAlert', { id: 'A1', how: 'lifted', reason: '台风远离' })
  for (const { world } of [right, third])
    await world.record('alert', (fields) => fields['level'] === 1 && fields['cancelled'] !== undefined)
  await back.until(({ row }) => row.taken >= 4)
  for (const { world } of [right, third]) expect(await world.records('alert')).toHaveLength(1)
  expect(await left.world.records('alert')).toMatchObject([{ id: 'A1' }])
}, 60_000)
