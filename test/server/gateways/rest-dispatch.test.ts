// Dispatch systems over real HTTP: in our own words and by the mapping file of a city, JSON and XML, parallel and repeated,
// odd and hostile; and the dry run that shows how a message is read.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { conflictsOf, shownFields } from '../../../shared/journal/merge.ts'
import type { Reply } from '../../support/rest-world.ts'
import { callerOf, restWorld } from '../../support/rest-world.ts'
import { joined, officer, signedIn } from '../../support/server-people.ts'

const MAPPINGS = ['example-fire-119.json', 'example-medical-120.json'].map(
  (name) =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../seeds/mappings', name), 'utf8')) as Record<
      string,
      unknown
    >,
)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const FIRE = { number: 'J1', title: '火灾', category: '12G03', level: 4, position: { lon: 119.3, lat: 26.08 } }

describe('in our own words', () => {
  test('the whole life of an incident: call, incident, dispatch, feedback, reinforcement, receipt', async () => {
    const { world, caller } = await restWorld()
    const call = await caller({ sourceKind: 'fire119' })
    const tell = async (address: string, says: object): Promise<unknown> => {
      const reply = await call('POST', `/api/v1/dispatch/${address}`, says)
      expect([address, reply.status, reply.text]).toEqual([address, 200, expect.any(String)])
      return reply.body['ran']
    }
    expect(await tell('calls', { number: 'Z1', text: '冒烟', callerTelephone: '139' })).toEqual(['recordCall'])
    expect(await tell('incidents', { ...FIRE, call: 'Z1' })).toEqual(['reportIncident', 'linkCall'])
    expect(await tell('dispatches', { incident: 'J1', number: 'C1', units: ['五一站'] })).toEqual([
      'addLogEntry',
      'changeIncidentStatus',
    ])
    expect(await tell('feedbacks', { incident: 'J1', text: '救出2人', injured: 2 })).toEqual([
      'addLogEntry',
      'amendIncident',
    ])
    expect(await tell('reinforcements', { incident: 'J1', text: '请求云梯车' })).toEqual(['addLogEntry'])
    expect(await tell('receipt-states', { incident: 'J1', state: '已接收', at: '2023-07-28T10:00:00+08:00' })).toEqual([
      'addLogEntry',
    ])
    expect(await tell('feedbacks', { incident: 'J1', text: '已控制', status: 'contained' })).toEqual([
      'addLogEntry',
      'changeIncidentStatus',
    ])

    const [incident] = await world.records('incident')
    expect(incident!.fields).toMatchObject({
      title: '火灾',
      status: 'contained',
      injured: 2,
      sourceKind: 'fire119',
      linkedNumber: 'J1',
    })
    expect(await world.records('call')).toMatchObject([
      { fields: { cause: '冒烟', incident: incident!.id, callerTelephone: '139' } },
    ])
    const lines = (await world.records('logEntry')).map(({ fields }) => fields['text'])
    expect(new Set(lines)).toEqual(
      new Set([
        '【处警】示例接处警：单位：五一站；编号：C1',
        '【反馈】示例接处警：救出2人',
        '【请求增援】示例接处警：请求云梯车',
        '【接收状态】示例接处警：已接收',
        '【反馈】示例接处警：已控制',
      ]),
    )
  })

  test('twenty times at once is once; what an officer wrote is not undone by a system that repeats itself', async () => {
    const { world, caller } = await restWorld()
    const [call, officer] = [await caller(), await caller({ system: 'officer' })]
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => call('POST', '/api/v1/dispatch/incidents', FIRE)),
    )
    expect(replies.filter(({ body }) => (body['ran'] as unknown[]).length > 0)).toHaveLength(1)
    const [incident] = await world.records('incident')
    await officer('PATCH', `/api/v1/incidents/${incident!.id}`, { title: '五一路高层火灾' })
    await call('POST', '/api/v1/dispatch/incidents', FIRE)
    await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, trapped: 2 })
    const [after, ...others] = await world.records('incident')
    expect([after!.fields['title'], after!.fields['trapped'], others]).toEqual(['五一路高层火灾', 2, []])
    const line = { incident: 'J1', number: 'F1', text: '到场' }
    await Promise.all(Array.from({ length: 10 }, () => call('POST', '/api/v1/dispatch/feedbacks', line)))
    expect(await world.records('logEntry')).toHaveLength(1)
  })

  test('updates of one incident that come close behind one another are written in their order', async () => {
    const { world, caller, url } = await restWorld()
    const call = await caller()
    await call('POST', '/api/v1/dispatch/incidents', FIRE)
    const requests = Array.from({ length: 15 }, (_, at) => {
      const body = JSON.stringify({ ...FIRE, trapped: at })
      const head = [
        'POST /api/v1/dispatch/incidents HTTP/1.1',
        'host: localhost',
        `x-api-key: ${call.key}`,
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
      ]
      return `${head.join('\r\n')}\r\n\r\n${body}`
    })
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    let answers = ''
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('data', (part) => {
        answers += part.toString()
        if (answers.split('HTTP/1.1 200').length > requests.length) resolve()
      })
      // All of them at once over one connection, before the first is answered.
      socket.write(requests.join(''))
    })
    socket.destroy()
    expect((await world.records('incident'))[0]!.fields['trapped']).toBe(14)
    expect(answers.split('"amendIncident"')).toHaveLength(16)
  })

  test('a field officers contradict each other about is left to them, and the rest is written', async () => {
    const { world, caller } = await restWorld()
    const call = await caller()
    const says = { ...FIRE, place: '五一路' }
    const id = String((await call('POST', '/api/v1/dispatch/incidents', says)).body['id'])
    await officer(world.server, 'wang')
    const a = await joined(world.server, 'A')
    await signedIn(a, 'wang')
    await a.until(() => a.store.read(world.space, 'incident', asId(id)) !== undefined, 'the incident at A')
    a.client.setCutOff(true)
    a.write('incident', id, { place: '五一南路' }, 'wang', world.space)
    await call('PATCH', '/api/v1/incidents/J1', { place: '五一北路' })
    a.client.setCutOff(false)
    await a.until(
      () => a.status().state === 'linked' && a.store.facts(world.space).waiting === 0,
      'what A wrote is pushed',
    )

    const told = await call('POST', '/api/v1/dispatch/incidents', { ...says, place: '五一东路', trapped: 5 })
    expect(told.body).toMatchObject({
      ran: ['amendIncident'],
      odd: ['place is in conflict here and left to the officers'],
    })
    const torn = (await world.server.log.record(world.space, 'incident', asId(id)))!
    expect(conflictsOf(torn)).toEqual(['place'])
    expect(shownFields(torn)['trapped']).toBe(5)

    // Who amends by hand settles it, and says why.
    const refused = await call('PATCH', '/api/v1/incidents/J1', { place: '五一东路' })
    expect(refused.body).toMatchObject({ status: 409, type: 'urn:fengsui:fault:reasonNeeded', field: 'place' })
    expect((await call('PATCH', '/api/v1/incidents/J1', { place: '五一东路', reason: '现场核实' })).status).toBe(200)
    expect(conflictsOf((await world.server.log.record(world.space, 'incident', asId(id)))!)).toEqual([])
  })

  test('what does not fit is refused with the place', async () => {
    const { caller } = await restWorld()
    const call = await caller()
    const wrong = await call('POST', '/api/v1/dispatch/incidents', {
      number: 'J1',
      title: 't',
      category: 'fire',
      position: { lon: 500, lat: 0 },
    })
    expect(wrong.body['errors']).toMatchObject([{ field: 'category' }, { field: 'position.lon' }])
    expect((await call('POST', '/api/v1/dispatch/incidents', { ...FIRE, exercise: true })).body).toMatchObject({
      status: 409,
      field: 'exercise',
    })
    expect((await call('POST', '/api/v1/dispatch/rumours', {})).status).toBe(404)
  })
})

const INCIDENT = {
  ...{ ZQBH: 'ZQ-1', JJDBH: 'JJ-1', AJMC: '高层住宅火灾', AJLB: '01', AJDJ: '3', XZQH: '350102', SFDZ: '五一北路1号' },
  ...{ JD: '119.30', WD: '26.08', JJSJ: '2023-07-28 09:55:00', AJNR: '12层冒烟' },
}

describe('by a mapping file', () => {
  test('the addresses of a fire dispatch system, with the answers it expects', async () => {
    const { world, caller } = await restWorld({ mappings: MAPPINGS })
    const call = await caller({ name: 'key of the fire brigade' })
    const tell = async (path: string, body: object): Promise<string> => {
      const { status, text } = await call('POST', path, body)
      expect(status).toBe(200)
      return text
    }
    const good = '{"code":"0","msg":"ok"}'
    expect(await tell('/udp/sendPhone', { ZQBH: 'ZQ-1', BJNR: '冒烟', BJDH: '139', BJSJ: '2023-07-28 09:50:00' })).toBe(
      good,
    )
    expect(await tell('/udp/sendIncident', INCIDENT)).toBe(good)
    expect(await tell('/udp/sendHandle', { JJDBH: 'JJ-1', CJDBH: 'C1', CJDW: [{ DWBH: '1', DWMC: '五一站' }] })).toBe(
      good,
    )
    expect(await tell('/udp/sendFeedBack', { JJDBH: 'JJ-1', FKNR: '明火扑灭', CJZT: 'KZ', SSRS: 1 })).toBe(good)
    expect(await tell('/udp/sendHelp', { JJDBH: 'JJ-1', ZYNR: '增派', SXLL: '云梯车、水罐车' })).toBe(good)
    expect(await tell('/udp/sendIncidentReceiveState', { JJDBH: 'JJ-1', ZT: 'YJS' })).toBe(good)
    const [incident] = await world.records('incident')
    expect(incident!.fields).toMatchObject({
      ...{ title: '高层住宅火灾', category: '12G03', level: 3, status: 'contained', injured: 1 },
      ...{ linkedSystem: 'example-fire-119', sourceKind: 'fire119', sourceName: '示例市119接处警系统' },
    })
    expect((incident!.fields['position'] as { lon: number }).lon).toBeCloseTo(119.2952, 3)
    expect(await world.records('call')).toMatchObject([{ fields: { incident: incident!.id } }])
    expect((await world.records('logEntry')).map(({ fields }) => fields['text'])).toEqual(
      expect.arrayContaining([
        '【请求增援】示例市119接处警系统：增派；单位：云梯车、水罐车',
        '【接收状态】示例市119接处警系统：已接收',
      ]),
    )
    const refused = await tell('/udp/sendFeedBack', { JJDBH: 'JJ-"9', FKNR: 'x' })
    expect(JSON.parse(refused)).toEqual({ code: '1', msg: 'incident: incident JJ-"9 of example-fire-119 is not known' })
  })

  test('an ambulance service in XML and GB18030, its key in a header of its own; one bad event stops no other', async () => {
    const { world, gateway, caller, url } = await restWorld({ mappings: MAPPINGS })
    const { key } = await caller({ rights: ['dispatch.tell'] })
    const post = (body: string | Uint8Array, headers: Record<string, string> = { token: key }): Promise<Reply> =>
      callerOf(url, {})('POST', '/jj120/ws/event', body, { 'content-type': 'application/xml', ...headers })
    // 车祸 in GB18030.
    const gb = [0xb3, 0xb5, 0xbb, 0xf6]
    const before = bytes('<?xml version="1.0" encoding="GB18030"?><SJLB><YL>0</YL><SJ bh="E1"><SJMC>')
    const after = bytes(
      '</SJMC><SJLX>JTSG</SJLX></SJ><SJ><SJMC>x</SJMC></SJ><SJ bh="E3"><SJMC>y</SJMC><SJLX>ZD</SJLX></SJ></SJLB>',
    )
    const reply = await post(Uint8Array.from([...before, ...gb, ...after]))
    expect(reply.headers.get('content-type')).toContain('xml')
    expect(reply.text).toMatch(/<code>1<\/code><msg>\[1\]\.number: /)
    const titles = (await world.records('incident')).map(({ fields }) => fields['title'])
    expect(new Set(titles)).toEqual(new Set(['120：车祸', '120：y']))
    expect((await post('<SJLB><SJ bh="E4"><SJMC>z</SJMC><SJLX>QT</SJLX></SJ></SJLB>')).text).toContain('<code>0</code>')
    expect((await post('<SJLB/>', {})).status).toBe(401)
    for (const hostile of [
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><SJLB>&x;</SJLB>',
      '{}',
      '<a>'.repeat(99),
    ]) {
      const refused = await post(hostile)
      expect(refused.text).toContain('<code>1</code>')
      expect(refused.text).not.toContain('root:')
    }
    const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
    expect(quarantine).toHaveLength(4)
    expect((await gateway.view()).row.state).toBe('running')
  })

  test('a file that does not hold is refused with its place when it is saved', async () => {
    const { world } = await restWorld()
    const text = JSON.stringify(MAPPINGS[0]).replace('"codes":"AJDJ"', '"codes":"NONE"')
    const settings = { port: 0, mappings: [JSON.parse(text) as string] }
    const saved = await world.server.gateways.order(
      { order: 'save', kind: 'rest', name: 'second', agency: CENTRE, space: world.space, settings },
      asId(''),
    )
    expect(saved).toMatchObject({
      ok: false,
      fault: { message: 'there is no table NONE', detail: { field: 'mappings.0.endpoints[1].fields.level.codes' } },
    })
    await expect(world.gateway('rest', { port: 0, mappings: [MAPPINGS[0], MAPPINGS[0]] }, 'third')).rejects.toThrow(
      'is taken',
    )
  })
})

describe('the dry run', () => {
  test('shows how a message is read and writes nothing, with or without the address it came to', async () => {
    const { world, gateway } = await restWorld({ mappings: MAPPINGS })
    const read = async (name: string, message: string): Promise<{ lines: string[]; odd: string[] }> =>
      (await world.order({ order: 'test', gateway: gateway.id, name, message: bytes(message) })).reading!
    const odd = JSON.stringify({ ...INCIDENT, AJLB: '77', NEU: 1 })
    expect(await read('/udp/sendIncident', odd)).toEqual({
      lines: expect.arrayContaining(['incident JJ-1 → reportIncident', '  title: 高层住宅火灾', '  category: 12G99']),
      odd: ['category: code “77” is not in the table AJLB', 'no rule reads $.NEU'],
    })
    expect((await read('message.json', JSON.stringify(INCIDENT))).odd).toEqual([
      'read as /udp/sendIncident: no address was named',
    ])
    const own = await read('', '{"incident":"J1","state":"signed","exercise":true}').catch(
      (error: Error) => error.message,
    )
    expect(own).toContain('an exercise or a test does not enter a live space')
    expect((await read('', JSON.stringify(FIRE))).odd).toEqual([
      'read as /api/v1/dispatch/incidents: no address was named',
    ])
    const two = '<SJLB><SJ bh="E1"><SJMC>a</SJMC><SJLX>QT</SJLX></SJ><SJ><SJMC>b</SJMC></SJ></SJLB>'
    expect((await read('/jj120/ws/event', two)).lines).toEqual(
      expect.arrayContaining(['incident E1 → reportIncident', expect.stringMatching(/^✗ number /)]),
    )
    expect((await read('/api/v1/dispatch/incidents', JSON.stringify(FIRE))).lines[0]).toBe(
      'incident J1 → reportIncident',
    )
    expect((await read('/api/v1/incidents', '{"title":"t","category":"12G03"}')).lines).toContain('  title: t')
    await expect(read('anything', 'neither JSON nor XML')).rejects.toThrow('/udp/sendPhone')
    await expect(read('/udp/sendIncident', '{}')).rejects.toThrow('invalidInput')
    expect(await world.records('incident')).toEqual([])
    expect((await gateway.view()).row.taken).toBe(0)
  })
})
