// Webhooks on a real server to a real receiver: what is told and in which order, signatures, retries, what was given up,
// and addresses nobody may reach.
import { spawnSync } from 'node:child_process'
import { webcrypto } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { isInside } from '../../../server/gateways/webhook/addresses.ts'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import { eventSchema } from '../../../shared/interop/cloudevents/event.ts'
import { webhookSettings } from '../../../shared/interop/settings/webhook.ts'
import type { GatewayWorld, GatewayWorldOptions, TestGateway } from '../../support/gateway-world.ts'
import type { Call, RestWorld } from '../../support/rest-world.ts'
import { restWorld } from '../../support/rest-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import type { Delivery, WebhookReceiver } from '../../support/webhook-receiver.ts'
import { webhookReceiver, wellAnswer } from '../../support/webhook-receiver.ts'

const KEY = Buffer.from('a secret of thirty-two bytes, ok')
const SECRET = `whsec_${KEY.toString('base64')}`
const FIRE = { title: '火灾', category: '12G03', level: 4 }

interface Scene {
  readonly world: GatewayWorld
  readonly rest: RestWorld
  readonly call: Call
  readonly hook: TestGateway
  readonly receiver: WebhookReceiver
}

async function scene(settings: Record<string, unknown> = {}, options: GatewayWorldOptions = {}): Promise<Scene> {
  const rest = await restWorld({}, options)
  const receiver = await webhookReceiver()
  const hook = await rest.world.gateway('webhook', {
    ...{ url: receiver.url, secret: SECRET, allowPrivateAddress: true },
    ...settings,
  })
  return { world: rest.world, rest, call: await rest.caller(), hook, receiver }
}
const types = (deliveries: readonly Delivery[]): readonly string[] =>
  deliveries.map(({ event }) => event.type.slice('cn.fengsui.'.length))

describe('what is told', () => {
  test('every change as a CloudEvent, in the order it was committed, with the fields of the list and no others', async () => {
    const { world, call, hook, receiver } = await scene()
    await call('POST', '/api/v1/incidents', {
      ...FIRE,
      number: 'J1',
      sourceTelephone: '13800000000',
      sourceName: '王某',
      description: '王某的电话',
    })
    await call('PATCH', '/api/v1/incidents/J1', { trapped: 2 })
    await call('PATCH', '/api/v1/incidents/J1', { status: 'responding' })
    const got = await receiver.until(3)
    const [incident] = await world.records('incident')
    expect(types(got)).toEqual(['incident.reported', 'incident.amended', 'incident.amended'])
    for (const { event, headers, path } of got) {
      expect(eventSchema.parse(event)).toEqual(event)
      expect([event.subject, event.source, path]).toEqual([
        `incident/${incident!.id}`,
        'urn:fengsui:space:test-live',
        '/hook',
      ])
      expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8')
      expect(event.id).toBe(`test-live/${event.data.position}`)
    }
    expect(got.map(({ event }) => event.data.changed).slice(1)).toEqual([['trapped'], ['status']])
    expect(got[0]!.event.data).toMatchObject({
      demonstration: false,
      fields: { title: '火灾', level: 4, linkedNumber: 'J1' },
    })
    const positions = got.map(({ event }) => event.data.position)
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
    const all = got.map(({ body }) => body.toString()).join('')
    for (const hidden of ['13800000000', '王某', 'sourceTelephone', 'description']) expect(all).not.toContain(hidden)
    await hook.until(({ row }) => row.given === 3 && row.waiting === 0)
  })

  test('only the kinds, levels and categories that are wanted; nothing sensitive', async () => {
    const { call, receiver } = await scene({ levels: [1, 2], categories: ['12G', '11'], kinds: ['incident'] })
    const report = (title: string, more: object): Promise<unknown> =>
      call('POST', '/api/v1/incidents', { ...FIRE, title, ...more })
    await report('level 4', {})
    await report('another category', { level: 1, category: '12H99' })
    await report('sensitive', { level: 1, sensitive: true })
    await report('wanted', { level: 2, number: 'J1' })
    await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, number: 'J2' })
    await call('POST', '/api/v1/dispatch/feedbacks', { incident: 'J2', text: 'a log line' })
    await report('wanted too', { level: 1, category: '11A01' })
    const got = await receiver.until(2)
    expect(got.map(({ event }) => event.data.fields['title'])).toEqual(['wanted', 'wanted too'])
  })

  test('log lines when they are asked for, their text only when it is listed', async () => {
    const fields = ['incident.title', 'logEntry.incident', 'logEntry.at']
    const { world, call, receiver } = await scene({ kinds: ['logEntry'], fields })
    await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, number: 'J1' })
    await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, number: 'S1', sensitive: true })
    await call('POST', '/api/v1/dispatch/feedbacks', { incident: 'S1', text: 'of a sensitive incident' })
    await call('POST', '/api/v1/dispatch/feedbacks', { incident: 'J1', text: '王某获救' })
    const [line] = await receiver.until(1)
    const incident = (await world.records('incident')).find(({ fields }) => fields['linkedNumber'] === 'J1')
    expect(line!.event.data.fields['incident']).toBe(incident!.id)
    expect(line!.event).toMatchObject({ type: 'cn.fengsui.log.added', data: { kind: 'logEntry' } })
    expect(Object.keys(line!.event.data.fields).toSorted()).toEqual(['at', 'incident'])
  })

  test('what the receiver itself wrote over its REST gateway is not told back, unless it is set so', async () => {
    const rest = await restWorld()
    const receiver = await webhookReceiver()
    const hook = (name: string, echoOwn: boolean): Promise<TestGateway> =>
      rest.world.gateway(
        'webhook',
        {
          url: `${receiver.url}/${name}`,
          secret: SECRET,
          allowPrivateAddress: true,
          partner: rest.gateway.id,
          echoOwn,
        },
        name,
      )
    const [silent] = [await hook('silent', false), await hook('echo', true)]
    const other = await rest.world.gateway('rest', { port: 0 }, 'other')
    const call = await rest.caller()
    await call('POST', '/api/v1/incidents', { ...FIRE, number: 'J1' })
    const { told } = await rest.world.order({
      ...{ order: 'ask', gateway: other.id, question: 'newKey', input: { name: 'x', rights: ['incidents.report'] } },
    } as never)
    await fetch(`http://127.0.0.1:${await other.port()}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'x-api-key': (told as { key: string }).key, 'content-type': 'application/json' },
      body: JSON.stringify({ ...FIRE, title: 'from elsewhere' }),
    })
    await receiver.until(3)
    await silent.until(({ row }) => row.waiting === 0)
    const titles = (name: string): unknown[] =>
      receiver.got.filter(({ path }) => path.endsWith(name)).map(({ event }) => event.data.fields['title'])
    expect([titles('silent'), titles('echo')]).toEqual([['from elsewhere'], ['火灾', 'from elsewhere']])
  })

  test('a demonstration says of itself that it is one', async () => {
    const { call, receiver } = await scene({}, { spaceKind: 'demonstration' })
    await call('POST', '/api/v1/incidents', FIRE)
    expect((await receiver.until(1))[0]!.event.data.demonstration).toBe(true)
  })
})

describe('the signature', () => {
  test('holds for the body and the time as they came, by two checks that are not ours', async () => {
    const { call, receiver } = await scene()
    await call('POST', '/api/v1/incidents', FIRE)
    const [{ headers, body }] = (await receiver.until(1)) as [Delivery]
    const id = String(headers['webhook-id'])
    const timestamp = String(headers['webhook-timestamp'])
    const signature = String(headers['webhook-signature']).replace(/^v1,/, '')
    expect(Math.abs(Number(timestamp) * 1_000 - Date.now())).toBeLessThan(60_000)
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])

    const { subtle } = webcrypto
    const key = await subtle.importKey('raw', KEY, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    const holds = (text: Buffer): Promise<boolean> => subtle.verify('HMAC', key, Buffer.from(signature, 'base64'), text)
    expect(await holds(signed)).toBe(true)
    expect(await holds(Buffer.from(signed.toString().replace('12G03', '12G04')))).toBe(false)
    expect(await holds(Buffer.concat([Buffer.from(`${id}.${Number(timestamp) + 1}.`), body]))).toBe(false)

    const python = spawnSync(
      'python3',
      [
        '-c',
        'import sys,hmac,hashlib,base64;k=base64.b64decode(sys.argv[1]);print(base64.b64encode(hmac.new(k,sys.stdin.buffer.read(),hashlib.sha256).digest()).decode())',
        SECRET.slice('whsec_'.length),
      ],
      { input: signed, encoding: 'utf8' },
    )
    if (python.error === undefined) expect(python.stdout.trim()).toBe(signature)
    else console.log('webhook: python3 is not here, so its hmac did not check the signature')
  })
})

describe('when the receiver fails', () => {
  test('each is sent again until it is taken, in the order it was committed', async () => {
    const { call, hook, receiver } = await scene()
    let failures = 0
    receiver.answer = (delivery, response) => {
      failures += 1
      if (failures % 3 === 1) response.writeHead(503).end('later')
      else if (failures % 3 === 2) response.destroy()
      else wellAnswer(delivery, response)
    }
    await call('POST', '/api/v1/incidents', { ...FIRE, number: 'J1' })
    for (const trapped of [1, 2, 3]) await call('PATCH', '/api/v1/incidents/J1', { trapped })
    const got = await receiver.until(4)
    const positions = got.map(({ event }) => event.data.position)
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b))
    expect(got.map(({ event }) => event.data.changed).slice(1)).toEqual([['trapped'], ['trapped'], ['trapped']])
    expect(receiver.tries).toHaveLength(12)
    // A try again is the same event under the same id, signed for its own time.
    expect(new Set(receiver.tries.map(({ headers }) => headers['webhook-id'])).size).toBe(4)
    await hook.until(({ row }) => row.state === 'running' && row.given === 4 && row.dead === 0)
  })

  test('what was given up waits on the dead list with its reason and is sent again from there', async () => {
    const { world, call, hook, receiver } = await scene({}, { patience: { tries: 2 } })
    receiver.answer = (_, response) => response.writeHead(400).end('no such hook')
    await call('POST', '/api/v1/incidents', FIRE)
    await hook.until(({ row }) => row.dead === 1)
    expect(receiver.tries).toHaveLength(2)
    const { dead } = await world.order({ order: 'dead', gateway: hook.id })
    expect(dead).toMatchObject([
      {
        about: expect.stringMatching(/^cn\.fengsui\.incident\.reported incident\//),
        attempts: 2,
        fault: { detail: { status: 400 }, message: expect.stringContaining('no such hook') },
      },
    ])
    receiver.answer = wellAnswer
    await world.order({ order: 'resend', gateway: hook.id, items: [dead![0]!.item] })
    await receiver.until(1)
    await hook.until(({ row }) => row.dead === 0 && row.waiting === 0 && row.state === 'running')
  })

  test('what was committed while it was paused is told when it runs again', async () => {
    const { world, call, hook, receiver } = await scene()
    await call('POST', '/api/v1/incidents', { ...FIRE, number: 'J1' })
    await receiver.until(1)
    // Paused in the middle of a delivery, the gateway cannot know that it was taken, and sends it again.
    await hook.until(({ row }) => row.given === 1)
    await world.order({ order: 'pause', gateway: hook.id })
    await call('PATCH', '/api/v1/incidents/J1', { trapped: 5 })
    await world.order({ order: 'resume', gateway: hook.id })
    const got = await receiver.until(2)
    expect(got[1]!.event.data.changed).toEqual(['trapped'])
  })

  test('one that never answers is given up after its time, one that talks without end is cut off', async () => {
    const { call, hook, receiver } = await scene({ timeoutSeconds: 1 }, { patience: { tries: 2 } })
    let tries = 0
    receiver.answer = (_, response) => {
      tries += 1
      if (tries > 1) {
        response.writeHead(500)
        const talk = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', talk)
        }
        talk()
      }
    }
    await call('POST', '/api/v1/incidents', FIRE)
    const timedOut = await hook.until(({ row }) => row.fault !== null)
    expect(timedOut.row.fault).toMatchObject({ kind: 'timeout', message: 'no answer within 1 s' })
    const cut = await hook.until(({ row }) => row.dead === 1)
    expect(cut.row.fault?.message).toContain('answers 500')
  })
})

describe('addresses', () => {
  test('a redirect is not followed', async () => {
    const { call, hook, receiver } = await scene({}, { patience: { tries: 1 } })
    receiver.answer = (_, response) => response.writeHead(307, { location: '/elsewhere' }).end()
    await call('POST', '/api/v1/incidents', FIRE)
    const { row } = await hook.until((view) => view.row.dead === 1)
    expect(row.fault).toMatchObject({
      kind: 'notAllowed',
      message: expect.stringContaining('redirects are not followed'),
    })
    expect(receiver.tries.map(({ path }) => path)).toEqual(['/hook'])
  })

  test('inside are reached only where it is set: neither as a number nor by a name', async () => {
    const rest = await restWorld({}, { patience: { tries: 1 } })
    const receiver = await webhookReceiver()
    const save = (url: string): Promise<{ readonly id: string }> =>
      rest.world.order({
        ...{ order: 'save', kind: 'webhook', name: url, agency: CENTRE, space: rest.world.space },
        settings: { url, secret: SECRET },
      } as never)
    const view = async (id: string) =>
      (await rest.world.order({ order: 'list' })).gateways!.find((one) => one.id === id)!
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      const saved = await save(`http://${host}:${receiver.port}/`).catch((error: Error) => error)
      expect(saved, host).not.toBeInstanceOf(Error)
      expect((await view((saved as { id: string }).id)).row, host).toMatchObject({
        state: 'failed',
        fault: { kind: 'notAllowed' },
      })
    }
    const named = await save(`http://localhost:${receiver.port}/`)
    await (
      await rest.caller()
    )('POST', '/api/v1/incidents', FIRE)
    await expect.poll(async () => (await view(named.id)).row.dead, { timeout: 10_000 }).toBe(1)
    expect((await view(named.id)).row.fault).toMatchObject({ kind: 'notAllowed' })
    expect(receiver.tries).toEqual([])
  })

  test('what is inside and what is not', () => {
    const inside = [
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '127.9.9.9',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      'ff02::1',
      'nonsense',
      '',
    ]
    for (const address of inside) expect(isInside(address), address).toBe(true)
    for (const address of ['8.8.8.8', '172.32.0.1', '223.5.5.5', '2400:3200::1', '::ffff:8.8.8.8'])
      expect(isInside(address), address).toBe(false)
  })

  test('a receiver under TLS is believed only by its authority', async () => {
    const made = await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now())
    if (!made.ok) throw new Error(made.fault.message)
    const rest = await restWorld({}, { patience: { tries: 1 } })
    const receiver = await webhookReceiver(made.value)
    const common = { url: receiver.url, secret: SECRET, allowPrivateAddress: true }
    const believing = await rest.world.gateway('webhook', { ...common, caFile: made.value.ca }, 'believing')
    const doubting = await rest.world.gateway('webhook', common, 'doubting')
    await (
      await rest.caller()
    )('POST', '/api/v1/incidents', FIRE)
    await believing.until(({ row }) => row.given === 1)
    const { row } = await doubting.until((view) => view.row.dead === 1)
    expect(row.fault).toMatchObject({ kind: 'linkLost', message: expect.stringContaining('certificate') })
    expect(receiver.got).toHaveLength(1)
  })
})

test('settings: an address of another kind or a short secret is refused', () => {
  const fits = (more: object): boolean =>
    webhookSettings.safeParse({ url: 'https://example.cn/hook', secret: SECRET, ...more }).success
  expect(fits({})).toBe(true)
  for (const more of [
    { url: 'file:///etc/passwd' },
    { url: 'ftp://example.cn' },
    { secret: 'whsec_short' },
    { secret: 'plain' },
    { fields: ['incident.nonsense'] },
    { kinds: ['officer'] },
  ])
    expect(fits(more), JSON.stringify(more)).toBe(false)
})
