// China's warning form on a real server: files dropped into a folder and messages posted, chains by identifier alone, and our
// own alerts out as files and by post until the other side has taken them.
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { gtFileName } from '../../../shared/interop/gt/gt-model.ts'
import { readGt } from '../../../shared/interop/gt/read-gt.ts'
import { feedServer } from '../../support/feed-server.ts'
import { gatewayWorld } from '../../support/gateway-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scribe } from '../../support/scribe.ts'

const CODE = '35010041600000'
const LIMIT = { timeout: 15_000, interval: 10 }

interface Parts {
  readonly time?: string
  readonly msgType?: string
  readonly status?: string
  readonly colour?: string
  readonly references?: readonly string[]
  readonly note?: string
}

const idOf = (time: string) => `${CODE}_20261126${time}`

function message({
  time = '080000',
  msgType = 'Alert',
  status = 'Actual',
  colour = 'Blue',
  references = [],
  note = '',
}: Parts = {}): string {
  const sent = `2026-11-26 ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}+08:00`
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert><identifier>${idOf(time)}</identifier><sender>福州市气象局</sender><senderCode>${CODE}</senderCode><sendTime>${sent}</sendTime>
<status>${status}</status><msgType>${msgType}</msgType><scope>Public</scope><code/><secClassification>None</secClassification><note>${note}</note>
<references>${references.join(',')}</references><info><language>zh-CN</language><eventType>11B06</eventType><urgency>Unknown</urgency>
<severity>${colour}</severity><certainty>Unknown</certainty><effective>${sent}</effective><onset/><expires/><senderName>值班员</senderName>
<headline>大风${colour}预警</headline><description>阵风七级。</description><instruction/><web/><area><areaDesc>福州市,福州市</areaDesc>
<polygon/><circle/><geocode>350100000000,350100000000</geocode></area></info></alert>`
}

it('takes files of a folder once they are whole and moves them aside; a bad one stops nobody', async () => {
  const folder = scratchFolder({ 'outside.txt': 'not yours' })
  const inbox = join(folder, 'in')
  mkdirSync(inbox)
  const world = await gatewayWorld()
  const gateway = await world.gateway('gt', { folderIn: inbox, everySeconds: 0.05, maxMegabytes: 0.05 })
  const drop = (name: string, text: string) => writeFileSync(join(inbox, name), text)
  drop(`${idOf('080000')}_11B06_BLUE_Alert.xml`, message())
  drop('bad.xml', '<alert')
  drop('large.xml', 'x'.repeat(100_000))
  drop('notes.txt', 'nothing for us')
  symlinkSync(join(folder, 'outside.txt'), join(inbox, 'link.xml'))
  const { fields } = await world.record('alert')
  expect(fields).toMatchObject({
    level: 4,
    divisions: ['350100'],
    areaText: '福州市',
    issuedBy: '福州市气象局',
    received: { form: 'gt', odd: [] },
  })
  await vi.waitFor(() => {
    expect(readdirSync(join(inbox, 'taken'))).toEqual([`${idOf('080000')}_11B06_BLUE_Alert.xml`])
    expect(readdirSync(join(inbox, 'refused')).toSorted()).toEqual(['bad.xml', 'large.xml'])
  }, LIMIT)
  expect(readdirSync(inbox).toSorted()).toEqual(['link.xml', 'notes.txt', 'refused', 'taken'])
  const { quarantine } = await world.order({ order: 'quarantine', gateway: gateway.id })
  expect(quarantine?.map(({ name }) => name).toSorted()).toEqual(['bad.xml', 'large.xml'])
  // The same file again is the same alert; its name is free for a number.
  drop(`${idOf('080000')}_11B06_BLUE_Alert.xml`, message())
  await vi.waitFor(() => expect(readdirSync(join(inbox, 'taken'))).toHaveLength(2), LIMIT)
  drop(
    `${idOf('090000')}_11B06_BLUE_Update.xml`,
    message({ time: '090000', msgType: 'Update', colour: 'Red', references: [idOf('080000')] }),
  )
  const adjusted = await world.record('alert', (alert) => alert['level'] === 1)
  expect(adjusted.fields).toMatchObject({
    title: '大风Red预警',
    number: idOf('080000'),
    received: { odd: [expect.stringMatching('file-name: ')] },
  })
  expect(await world.records('alert')).toHaveLength(1)
})

it('says in plain words that the folder is missing, and goes on once it is there', async () => {
  const inbox = join(scratchFolder(), 'later')
  const world = await gatewayWorld()
  const gateway = await world.gateway('gt', { folderIn: inbox, everySeconds: 0.05 })
  const { row } = await gateway.until((view) => view.row.state === 'failed')
  expect(row.fault?.message).toContain('no such file or directory')
  mkdirSync(inbox)
  await gateway.until((view) => view.row.state === 'running')
})

it('takes posted messages in any order, by identifier alone, and keeps exercises out of a live space', async () => {
  const world = await gatewayWorld()
  const gateway = await world.gateway('gt', { serves: true, apiKey: 'k', requestsPerMinute: 1_000 })
  const url = `http://127.0.0.1:${String(await gateway.port())}`
  const post = async (body: string, key = 'k') => {
    const response = await fetch(url, { method: 'POST', body, headers: { 'x-api-key': key } })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  expect((await post(message(), 'x')).status).toBe(401)
  expect((await fetch(url)).status).toBe(405)
  const update = message({ time: '090000', msgType: 'Update', colour: 'Orange', references: [idOf('080000')] })
  expect((await post(update)).status).toBe(200)
  expect((await post(message())).body['lines']).toContain(`replaced already by ${idOf('090000')}`)
  expect((await world.records('alert')).map(({ fields }) => fields['level'])).toEqual([2])
  const cancel = message({ time: '100000', msgType: 'Cancel', references: [idOf('090000')], note: '风力减弱' })
  expect((await post(cancel)).status).toBe(200)
  expect((await world.records('alert')).map(({ fields }) => fields['cancelled'])).toMatchObject([
    { how: 'lifted', at: '2026-11-26T10:00:00+08:00', reason: `cancel ${idOf('100000')}: 风力减弱` },
  ])
  expect((await post(message({ time: '110000', status: 'Exercise' }))).status).toBe(403)
  const xxe = await post('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>')
  expect(xxe).toMatchObject({ status: 400, body: { message: 'a DOCTYPE is not taken' } })
  expect(await world.records('alert')).toHaveLength(1)
})

const ALERT: CommandInput<'recordAlert'> = {
  id: 'A1',
  category: '11B01',
  level: 2,
  title: '台风橙色预警',
  startsAt: '2026-11-26T08:00:00+08:00',
  issuedAt: '2026-11-26T07:50:00+08:00',
  issuedBy: '福州市应急管理局',
  warnings: '阵风十级',
  measures: '船只回港',
  divisions: ['350102'],
}

it('sends our alerts as files and by post, again until they are taken, and none twice or back', async () => {
  const folder = join(scratchFolder(), 'out')
  const bodies: string[] = []
  let status = 503
  const posts = await feedServer(() => ({ status }))
  const hand = scribe()
  const world = await gatewayWorld({ kinds: hand.kinds })
  await world.gateway('scribe', {})
  const { author } = hand.here()
  const settings = {
    serves: true,
    folderOut: folder,
    postUrl: `${posts.url}/warnings`,
    authorization: 'Bearer t',
    senderCode: CODE,
    methods: ['SMS'],
    passesOn: true,
  }
  const gateway = await world.gateway('gt', settings)
  await author.run('recordAlert', ALERT)
  const { row } = await gateway.until((view) => view.row.state === 'failed')
  expect(row.fault?.message).toContain('answered 503')
  status = 200
  await gateway.until((view) => view.row.given === 1 && view.row.state === 'running')
  expect(posts.asked.at(-1)?.headers).toMatchObject({
    authorization: 'Bearer t',
    'content-type': 'application/xml; charset=utf-8',
  })
  await author.run('adjustAlert', { id: 'A1', fields: { level: 1 }, reason: '加强' })
  await author.run('cancelAlert', { id: 'A1', how: 'lifted', reason: '台风远离' })
  await gateway.until((view) => view.row.given === 3 || view.row.given === 2)
  const messages = await vi.waitFor(() => {
    const read = readdirSync(folder)
      .toSorted()
      .map((name) => {
        const text = readFileSync(join(folder, name), 'utf8')
        bodies.push(text)
        const one = readGt(new TextEncoder().encode(text))
        if (!one.ok) throw new Error(one.fault.message)
        expect(gtFileName(one.value.message)).toBe(name)
        expect(one.value.odd).toEqual([])
        return one.value.message
      })
    expect(read.at(-1)?.msgType).toBe('Cancel')
    return read
  }, LIMIT)
  const [first] = messages
  expect(first).toMatchObject({ msgType: 'Alert', senderCode: CODE, sender: '福州市应急管理局', references: [] })
  expect(first?.infos[0]).toMatchObject({
    colour: 'Orange',
    eventType: '11B01',
    areas: [{ areaDesc: '鼓楼区', geocodes: ['350102000000'] }],
  })
  expect(messages.at(-1)).toMatchObject({
    note: '台风远离',
    references: messages.slice(0, -1).map(({ identifier }) => identifier),
  })
  // Our own message, come back, is nothing new; what came in here does not go out here again.
  const url = `http://127.0.0.1:${String(await gateway.port())}`
  const back = await fetch(url, { method: 'POST', body: bodies.at(-1) ?? '' })
  expect(((await back.json()) as { lines: string[] }).lines[0]).toContain('our own message')
  await fetch(url, { method: 'POST', body: message() })
  await author.run('recordAlert', { ...ALERT, id: 'A2', title: '暴雨', category: '11B03' })
  await vi.waitFor(() => expect(readdirSync(folder).some((name) => name.includes('11B03'))).toBe(true), LIMIT)
  expect(readdirSync(folder).some((name) => name.includes('11B06'))).toBe(false)
  expect(existsSync(join(folder, `${idOf('080000')}_11B06_BLUE_Alert.xml`))).toBe(false)
  expect(await world.records('alert')).toHaveLength(3)
})
