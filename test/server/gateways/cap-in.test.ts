// CAP from outside on a real server, over real sockets: chains of messages in any order are one alert, what is not meant for
// real stays out, feeds are followed and bounded, signatures are shown, hostile input is refused with its reason.
import 'reflect-metadata'
import { X509Certificate, webcrypto } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { zipSync } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { signCap } from '../../../server/gateways/cap/sign.ts'
import { checkSignatures } from '../../../server/gateways/cap/signature.ts'
import { unpack } from '../../../server/gateways/cap/unpack.ts'
import { signingKey } from '../../../server/tls/signing-certificate.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { decodeXml } from '../../../shared/interop/xml/decode-xml.ts'
import type { CapParts } from '../../support/cap-messages.ts'
import { CAP_SENDER, capInfo, capMessage } from '../../support/cap-messages.ts'
import { feedServer } from '../../support/feed-server.ts'
import type { GatewayWorld, TestGateway } from '../../support/gateway-world.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { samples } from '../../support/samples.ts'
import { scratchFolder } from '../../support/scratch.ts'

/** The shortest a gateway waits, in minutes. */
const OFTEN = { everyMinutes: 0.01 }
const bytes = (text: string) => new TextEncoder().encode(text)

async function intake(settings: object = {}, spaceKind: 'live' | 'exercise' = 'live') {
  const world = await gatewayWorld({ spaceKind })
  const gateway = await world.gateway('cap', { serves: true, requestsPerMinute: 100_000, ...settings })
  const url = `http://127.0.0.1:${String(await gateway.port())}`
  return {
    ...{ world, gateway, url },
    async post(body: string | Uint8Array, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}/alerts`, { method: 'POST', body: Buffer.from(body), headers })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    alerts: async (): Promise<readonly JsonFields[]> => (await world.records('alert')).map(({ fields }) => fields),
  }
}

async function refusals(world: GatewayWorld, gateway: TestGateway): Promise<readonly string[]> {
  const told = await world.order({ order: 'quarantine', gateway: gateway.id })
  return (told.quarantine ?? []).map(({ fault }) => fault.message)
}

describe('chains of messages', () => {
  it('record, adjust and lift one alert; the same twice stays one', async () => {
    const { post, alerts } = await intake()
    expect((await post(capMessage({ identifier: 'A' }))).body).toMatchObject({ taken: 1, refused: [] })
    expect((await post(capMessage({ identifier: 'A' }))).body).toMatchObject({ taken: 1, lines: ['A: known already'] })
    await post(
      capMessage({
        identifier: 'B',
        minute: 5,
        msgType: 'Update',
        severity: 'Extreme',
        references: [{ identifier: 'A' }],
      }),
    )
    const [adjusted, ...none] = await alerts()
    expect(none).toEqual([])
    expect(adjusted).toMatchObject({ number: 'A', level: 1, adjustedAt: '2026-11-26T00:05:00+00:00' })
    expect(adjusted).toMatchObject({ received: { identifier: 'B', sender: CAP_SENDER, signature: 'none' } })
    const references = [{ identifier: 'A' }, { identifier: 'B', minute: 5 }]
    await post(capMessage({ identifier: 'C', minute: 9, msgType: 'Cancel', references, note: 'Wind has eased' }))
    expect((await alerts()).map((fields) => fields['cancelled'])).toMatchObject([
      { how: 'lifted', at: '2026-11-26T00:09:00+00:00', reason: 'cancel C: Wind has eased' },
    ])
  })

  it('[WA-2] end the same whatever order they come in', async () => {
    const { post, world } = await intake()
    const story = (name: string): readonly CapParts[] => {
      const all = [
        { identifier: `${name}A` },
        { identifier: `${name}U`, minute: 5 },
        { identifier: `${name}V`, minute: 7 },
      ]
      return [
        { ...all[0]!, headline: `${name} first` },
        { ...all[1]!, msgType: 'Update', references: all.slice(0, 1), severity: 'Extreme', headline: `${name} second` },
        { ...all[2]!, msgType: 'Update', references: all.slice(0, 2), severity: 'Moderate', headline: `${name} third` },
      ]
    }
    const orders = permutations([0, 1, 2])
    for (const [index, order] of orders.entries())
      for (const at of order) expect((await post(capMessage(story(`N${String(index)}`)[at]!))).status).toBe(200)
    const alerts = await world.records('alert')
    expect(alerts).toHaveLength(orders.length)
    for (const { fields } of alerts) {
      expect(fields).toMatchObject({ level: 3 })
      expect(fields['title']).toMatch(/third$/)
    }
    for (const [index, order] of orders.entries()) {
      const [a, u] = story(`X${String(index)}`) as [CapParts, CapParts]
      const cancel = { identifier: `X${String(index)}C`, minute: 9, msgType: 'Cancel', references: [a, u], infos: '' }
      for (const at of order) await post(capMessage([a, u, cancel][at]!))
    }
    const open = (await world.records('alert')).filter(({ fields }) => fields['cancelled'] === undefined)
    expect(open).toHaveLength(orders.length)
  })

  it('[WA-2] keep a cancel of something unknown, and an update that comes after its cancel changes nothing', async () => {
    const { post, alerts } = await intake()
    const cancel = capMessage({ identifier: 'C', minute: 9, msgType: 'Cancel', references: [{ identifier: 'A' }] })
    await post(cancel)
    expect(await alerts()).toMatchObject([{ title: 'Gale warning', cancelled: { how: 'lifted' } }])
    expect((await post(capMessage({ identifier: 'A' }))).body['lines']).toContain('replaced already by C')
    const late = capMessage({ identifier: 'U', minute: 5, msgType: 'Update', references: [{ identifier: 'A' }] })
    expect((await post(late)).body['lines']).toContain('older than what is known: nothing changed')
    expect(await alerts()).toHaveLength(1)
    const anew = capMessage({ identifier: 'R', minute: 20, msgType: 'Update', references: [{ identifier: 'A' }] })
    await post(anew)
    expect((await alerts()).filter((fields) => fields['cancelled'] === undefined)).toHaveLength(1)
  })

  it('[WA-4] with several infos are several alerts, each adjusted or lifted on its own', async () => {
    const { post, alerts } = await intake()
    const two = capInfo({ event: 'Gale' }) + capInfo({ event: 'Rain', severity: 'Minor', headline: 'Rain warning' })
    await post(capMessage({ identifier: 'A', infos: two }))
    const rain = capInfo({ event: 'Rain', severity: 'Extreme', headline: 'Rain warning' })
    const snow = capInfo({ event: 'Snow', headline: 'Snow warning' })
    const references = [{ identifier: 'A' }]
    await post(capMessage({ identifier: 'B', minute: 5, msgType: 'Update', references, infos: rain + snow }))
    const byTitle = Object.fromEntries((await alerts()).map((fields) => [fields['title'], fields]))
    expect(byTitle['Gale warning']).toMatchObject({ cancelled: { how: 'lifted' } })
    expect(byTitle['Rain warning']).toMatchObject({ level: 1 })
    expect(byTitle['Snow warning']).toMatchObject({ level: 2, category: '11B04' })
    expect(Object.keys(byTitle)).toHaveLength(3)
  })

  it('joined by one update leave one alert', async () => {
    const { post, alerts } = await intake()
    await post(capMessage({ identifier: 'A' }))
    await post(capMessage({ identifier: 'B', minute: 1 }))
    const references = [{ identifier: 'A' }, { identifier: 'B', minute: 1 }]
    await post(capMessage({ identifier: 'C', minute: 5, msgType: 'Update', references }))
    const all = await alerts()
    expect(all.filter((fields) => fields['cancelled'] === undefined)).toMatchObject([{ number: 'A' }])
    expect(all).toHaveLength(2)
  })
})

describe('what is not meant for real', () => {
  it('[WA-3] stays out of a live space, with the reason', async () => {
    const { post, alerts, world, gateway } = await intake()
    for (const status of ['Exercise', 'Test', 'Draft'])
      expect((await post(capMessage({ identifier: status, status }))).status).toBe(403)
    expect((await post(capMessage({ identifier: 'S', status: 'System' }))).status).toBe(200)
    expect(await alerts()).toEqual([])
    expect((await refusals(world, gateway)).map((text) => /takes no (\w+)/.exec(text)?.[1])).toEqual(
      expect.arrayContaining(['exercise', 'test', 'draft']),
    )
  })

  it('[WA-3] is taken in an exercise space, and never touches what is real there', async () => {
    const { post, alerts } = await intake({}, 'exercise')
    await post(capMessage({ identifier: 'A' }))
    await post(
      capMessage({
        identifier: 'E',
        minute: 2,
        status: 'Exercise',
        msgType: 'Update',
        references: [{ identifier: 'A' }],
      }),
    )
    await post(
      capMessage({
        identifier: 'F',
        minute: 3,
        status: 'Exercise',
        msgType: 'Cancel',
        references: [{ identifier: 'A' }],
        infos: '',
      }),
    )
    const all = await alerts()
    expect(all.find((fields) => fields['use'] === 'actual')).not.toHaveProperty('cancelled')
    expect(all.find((fields) => fields['use'] === 'exercise')).toMatchObject({ cancelled: { how: 'lifted' } })
  })
})

describe('feeds', () => {
  it('[WA-8] are followed entry by entry, once; a bad entry or a foreign address stops nobody', async () => {
    const documents: Record<string, string> = {
      '/a.cap': capMessage({ identifier: 'A' }),
      '/bad.cap': '<alert>',
      '/xxe.cap': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>',
    }
    const entry = (path: string) =>
      `<entry><id>${path}</id><updated>1</updated><link type="application/cap+xml" href="${path}"/></entry>`
    let etag = '"1"'
    let paths = [
      '/bad.cap',
      '/xxe.cap',
      '/missing.cap',
      'http://127.0.0.1:1/inside.cap',
      'file:///etc/passwd',
      '/a.cap',
    ]
    const feed = await feedServer((path, headers) => {
      if (path !== '/feed') return documents[path] === undefined ? { status: 404 } : { body: documents[path] }
      if (headers['if-none-match'] === etag) return { status: 304 }
      const inline = `<entry><id>i</id><content type="text/xml">${capMessage({ identifier: 'I' }).replace(/<\?xml.*\?>/, '')}</content></entry>`
      return {
        headers: { etag },
        body: `<feed xmlns="http://www.w3.org/2005/Atom">${paths.map(entry).join('')}${inline}</feed>`,
      }
    })
    const world = await gatewayWorld()
    const gateway = await world.gateway('cap', { feeds: [`${feed.url}/feed`], authorization: 'Bearer x', ...OFTEN })
    await world.record('alert', (fields) => fields['number'] === 'A')
    await world.record('alert', (fields) => fields['number'] === 'I')
    await vi.waitFor(async () => {
      const why = (await refusals(world, gateway)).join('\n')
      expect(why).toContain('not well-formed')
      expect(why).toContain('a DOCTYPE is not taken')
      expect(why).toContain('the feed leads to http://127.0.0.1:1')
      expect(why).toContain('the feed leads to file://')
    })
    const failed = await gateway.until(({ row }) => row.state === 'failed')
    expect(failed.row.fault?.message).toContain('answered 404')
    // The missing one turns up: only it and the feed are asked for again, and then nothing but the feed.
    documents['/missing.cap'] = capMessage({ identifier: 'M', minute: 1 })
    await world.record('alert', (fields) => fields['number'] === 'M')
    await gateway.until(({ row }) => row.state === 'running')
    await vi.waitFor(() => expect(feed.asked.at(-1)?.headers['if-none-match']).toBe('"1"'))
    expect(feed.asked.filter(({ path }) => path === '/a.cap')).toHaveLength(1)
    expect(await refusals(world, gateway)).toHaveLength(4)
    expect(await world.records('alert')).toHaveLength(3)
    // An entry that changed is fetched again; one that is gone from the feed is no cancel.
    documents['/a2.cap'] = capMessage({
      identifier: 'A2',
      minute: 5,
      msgType: 'Update',
      severity: 'Minor',
      references: [{ identifier: 'A' }],
    })
    paths = ['/a2.cap']
    etag = '"2"'
    const adjusted = await world.record('alert', (fields) => fields['level'] === 4)
    expect(adjusted.fields).toMatchObject({ number: 'A' })
    expect((await world.records('alert')).filter(({ fields }) => fields['cancelled'] !== undefined)).toEqual([])
  })

  it('may be single documents and archives of them, within bounds', async () => {
    const archive = zipSync({
      'a.xml': bytes(capMessage({ identifier: 'Z1' })),
      'sub/b.xml': bytes(capMessage({ identifier: 'Z2', minute: 1 })),
      'broken.xml': bytes('<alert'),
      'readme.txt': bytes('nothing'),
    })
    const feed = await feedServer((path) => ({ body: path === '/zip' ? archive : capMessage({ identifier: 'ONE' }) }))
    const world = await gatewayWorld()
    const gateway = await world.gateway('cap', { feeds: [`${feed.url}/zip`, `${feed.url}/one.cap`], ...OFTEN })
    for (const number of ['Z1', 'Z2', 'ONE']) await world.record('alert', (fields) => fields['number'] === number)
    expect(await refusals(world, gateway)).toMatchObject([expect.stringContaining('not well-formed')])
  })

  it('that grow beyond the limit are refused loudly', async () => {
    const feed = await feedServer(() => ({ body: 'x'.repeat(100_000) }))
    const world = await gatewayWorld()
    const gateway = await world.gateway('cap', { feeds: [`${feed.url}/f`], maxMegabytes: 0.01, ...OFTEN })
    const { row } = await gateway.until((view) => view.row.state === 'failed')
    expect(row.fault?.message).toContain('more than 10485 bytes')
  })
})

describe('archives', () => {
  it('that are bombs are refused before they are unpacked', () => {
    const zeros = new Uint8Array(1024 * 1024)
    const bomb = unpack(zipSync({ 'a.xml': zeros }), 64 * 1024 * 1024)
    expect(bomb.ok ? undefined : bomb.fault.detail).toEqual({ what: 'growth', max: 200 })
    const large = unpack(zipSync({ 'a.xml': bytes('x'.repeat(5_000)) }), 1_000)
    expect(large.ok ? undefined : large.fault.detail).toMatchObject({ what: 'bytes in one entry' })
    const many = Object.fromEntries(
      Array.from({ length: 5_001 }, (_, index) => [`${String(index)}.txt`, new Uint8Array(0)]),
    )
    expect(unpack(zipSync(many, { level: 0 }), 1_000)).toMatchObject({
      ok: false,
      fault: { detail: { what: 'entries' } },
    })
    expect(unpack(Uint8Array.from([0x50, 0x4b, 3, 4, 1, 2, 3]), 1_000)).toMatchObject({
      ok: false,
      fault: { kind: 'malformed' },
    })
  })
})

describe('signatures', () => {
  it('[WA-7] are shown with the alert: valid, by a key unknown, broken; none is dropped', async () => {
    const folder = scratchFolder()
    const [known, other] = [
      await signingKey(folder, '气象台', Date.now()),
      await signingKey(scratchFolder(), 'other', Date.now()),
    ]
    const { post, world } = await intake({ certificates: [join(folder, 'signing.pem')] })
    const made = (identifier: string, key = known) => signCap(capMessage({ identifier }), key)
    await post(made('V'))
    await post(made('K', other))
    await post(made('B').replace('Stay in.', 'Go out.'))
    const twice = signCap(capMessage({ identifier: 'T' }), known)
    const second = /<ds:Signature .*<\/ds:Signature>/s.exec(signCap(capMessage({ identifier: 'T' }), other))![0]
    await post(twice.replace('</alert>', `${second}</alert>`))
    const found = Object.fromEntries(
      (await world.records('alert')).map(({ fields }) => [fields['number'], fields['received']]),
    )
    expect(found['V']).toMatchObject({
      signature: 'valid',
      facts: expect.arrayContaining([
        ['signature', expect.stringMatching(/^valid: rsa-sha256, CN=气象台 until \d{4}/)],
      ]),
    })
    expect(found['K']).toMatchObject({ signature: 'keyUnknown' })
    expect(found['B']).toMatchObject({ signature: 'broken' })
    expect(found['T']).toMatchObject({
      signature: 'valid',
      facts: expect.arrayContaining([['signature 2', expect.stringContaining('keyUnknown: rsa-sha256, CN=other')]]),
    })
  })

  it('are valid by an authority that vouches for the key, and by no other', async () => {
    const [ours, theirs] = [await rsaAuthority(), await rsaAuthority()]
    const signed = signCap(capMessage({ identifier: 'P' }), ours.issued)
    expect(checkSignatures(signed, [ours.authority]).facts[0]?.[1]).toMatch(/^valid: .*vouched for by CN=authority/)
    expect(checkSignatures(signed, [theirs.authority]).finding).toBe('keyUnknown')
    expect(checkSignatures(signed.replace('Stay in.', 'Go out.'), [ours.authority]).finding).toBe('broken')
  })

  it('by an algorithm nobody here knows are neither right nor wrong', async () => {
    const signed = signCap(capMessage({ identifier: 'P' }), await signingKey(scratchFolder(), 'wx', Date.now()))
    const other = signed.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256')
    expect(checkSignatures(other, [])).toMatchObject({
      finding: 'keyUnknown',
      facts: [['signature', expect.stringContaining('cannot be checked')]],
    })
  })

  it('inside an envelope are checked as well', async () => {
    const key = await signingKey(scratchFolder(), 'wx', Date.now())
    const signed = signCap(capMessage({ identifier: 'E' }), key).replace(/<\?xml.*\?>\s*/, '')
    const { post, world } = await intake()
    await post(`<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><x>${signed}</x></EDXLDistribution>`)
    expect(await world.record('alert')).toMatchObject({ fields: { received: { signature: 'keyUnknown' } } })
  })

  it('inside a feed are checked as well', async () => {
    const folder = scratchFolder()
    const key = await signingKey(folder, 'wx', Date.now())
    const signed = signCap(capMessage({ identifier: 'F' }), key).replace(/<\?xml.*\?>\s*/, '')
    const { post, world } = await intake({ certificates: [join(folder, 'signing.pem')] })
    await post(
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><entry><id>1</id><content type="text/xml">${signed}</content></entry></feed>`,
    )
    expect(await world.record('alert')).toMatchObject({ fields: { received: { signature: 'valid' } } })
  })

  it('that cover a part only are broken, whoever made them', async () => {
    const folder = scratchFolder()
    const key = await signingKey(folder, 'wx', Date.now())
    const pinned = [new X509Certificate(key.certificate)]
    const inner = capMessage({ identifier: 'W' })
      .replace(/<\?xml.*\?>\s*/, '')
      .replace('<alert ', '<alert Id="w" ')
    const signed = signCap(inner, key)
    expect(checkSignatures(signed, pinned).finding).toBe('valid')
    const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(signed)![0].replace('URI=""', 'URI="#w"')
    const wrapped = capMessage({ identifier: 'EVIL' }).replace('</alert>', `<x>${inner}</x>${signature}</alert>`)
    expect(checkSignatures(wrapped, pinned).finding).toBe('broken')
  })

  const FOLDER = samples('cap')
  if (!existsSync(FOLDER)) console.log('cap-in.test: the samples are not here; no real signature is checked')
  it.skipIf(!existsSync(FOLDER))('of real senders fit, with their keys unknown, pinned, or the alert changed', () => {
    for (const name of ['google-canada_signed.cap', 'ipaws-5e6dd964023f1930ef638846.xml', 'kelvinn-no_info_tag.cap']) {
      const decoded = decodeXml(readFileSync(`${FOLDER}/${name}`))
      if (!decoded.ok) throw new Error(decoded.fault.message)
      const { text } = decoded.value
      const pem = /X509Certificate>([^<]+)</.exec(text)![1]!.replaceAll(/\s/g, '')
      const certificate = new X509Certificate(Buffer.from(pem, 'base64'))
      expect([name, checkSignatures(text, []).finding]).toEqual([name, 'keyUnknown'])
      expect([name, checkSignatures(text, [certificate]).finding]).toEqual([name, 'valid'])
      expect([name, checkSignatures(text.replace(/<sent>2/, '<sent>1'), [certificate]).finding]).toEqual([
        name,
        'broken',
      ])
    }
    const bare = decodeXml(readFileSync(`${FOLDER}/google-earthquake_signed.cap`))
    expect(bare.ok && checkSignatures(bare.value.text, []).facts).toEqual([
      ['signature', 'keyUnknown: rsa-sha1, a bare key'],
    ])
  })
})

describe('the door', () => {
  it('[WA-10] asks for the key, bounds what is said, and refuses hostile documents by name', async () => {
    const { post, url, world, gateway } = await intake({ apiKey: 'secret', maxMegabytes: 0.05 })
    expect((await post(capMessage({ identifier: 'A' }))).status).toBe(401)
    expect((await post(capMessage({ identifier: 'A' }), { 'x-api-key': 'secret' })).status).toBe(200)
    expect((await post(capMessage({ identifier: 'B' }), { authorization: 'Bearer secret' })).status).toBe(200)
    expect((await post('x'.repeat(100_000), { 'x-api-key': 'secret' })).status).toBe(413)
    const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol">]><alert>&a;</alert>`
    const refused = await post(bomb, { 'x-api-key': 'secret' })
    expect(refused).toEqual({ status: 400, body: { fault: 'malformed', message: 'a DOCTYPE is not taken' } })
    expect(await refusals(world, gateway)).toContain('127.0.0.1: a DOCTYPE is not taken')
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405)
    expect((await fetch(`${url}/feed.atom`)).status).toBe(404)
    // What came is kept as it came, for those who have the key and for the page of linked systems.
    const { fields } = await world.record('alert', (alert) => alert['number'] === 'A')
    const { original } = fields['received'] as { original: string }
    expect((await fetch(`${url}/originals/${original}`)).status).toBe(401)
    const kept = await fetch(`${url}/originals/${original}`, { headers: { 'x-api-key': 'secret' } })
    expect(await kept.text()).toBe(capMessage({ identifier: 'A' }))
    const shown = await world.order({ order: 'ask', gateway: gateway.id, question: 'kept', input: original })
    const text = capMessage({ identifier: 'A' })
    expect(shown).toMatchObject({ told: { text, base64: Buffer.from(text).toString('base64') } })
    expect((await fetch(`${url}/originals/..%2fsigning.key`, { headers: { 'x-api-key': 'secret' } })).status).toBe(404)
  })

  it('is not opened to other machines without a key, nor with a certificate it cannot read', async () => {
    const world = await gatewayWorld()
    const file = join(scratchFolder(), 'no.pem')
    writeFileSync(file, 'nothing')
    const saved = async (settings: Record<string, unknown>) => {
      const { id } = await world.order({
        order: 'save',
        ...{
          kind: 'cap',
          name: JSON.stringify(settings).slice(0, 80),
          agency: CENTRE,
          space: world.space,
        },
        settings: settings as Record<string, string>,
      })
      return vi.waitFor(async () => {
        const found = (await world.order({ order: 'list' })).gateways?.find((one) => one.id === id)
        expect(found?.row.state).toBe('failed')
        return found?.row.fault?.message
      })
    }
    expect(await saved({ serves: true, host: '0.0.0.0' })).toContain('a key is needed')
    expect(await saved({ certificates: [file] })).toContain('no certificate can be read')
  })

  it('reads a message on trial without writing anything', async () => {
    const { world, gateway } = await intake()
    const told = await world.order({
      order: 'test',
      gateway: gateway.id,
      name: 'x',
      message: bytes(capMessage({ identifier: 'A' })),
    })
    expect(JSON.stringify(told)).toContain('11B06#1 level 2: Gale warning')
    expect(await world.records('alert')).toEqual([])
  })
})

function permutations(of: readonly number[]): readonly (readonly number[])[] {
  if (of.length <= 1) return [of]
  return of.flatMap((first) => permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]))
}

/** An authority with an RSA key, and a key it vouches for. */
async function rsaAuthority() {
  const algorithm = {
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const [root, leaf] = [
    await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
    await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
  ]
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=authority', signingAlgorithm: algorithm },
    // The DOM's types, which tests see as well, name the same keys another way.
    keys: root as never,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ subject: 'CN=wx', issuer: authority.subject, signingAlgorithm: algorithm },
    publicKey: leaf.publicKey as never,
    signingKey: root.privateKey as never,
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey))
  return {
    authority: new X509Certificate(authority.toString('pem')),
    issued: { key: x509.PemConverter.encode(der, 'PRIVATE KEY'), certificate: certificate.toString('pem') },
  }
}
