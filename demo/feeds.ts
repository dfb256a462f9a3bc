// Other systems, played: real sockets, messages of our own, repeated every few seconds until told to stop.
import { createServer as createHttp } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { encodePosition, encodeVoyage, sentencesOf } from '../shared/interop/ais/encode.ts'

export interface Feed {
  readonly address: string
  close(): Promise<void>
}

interface Ship {
  readonly mmsi: string
  readonly name: string
  readonly callSign: string
  readonly type: number
  readonly from: readonly [latitude: number, longitude: number]
  readonly course: number
  readonly knots: number
}

/** Invented vessels off Fujian; MMSI of China (412, 413). */
const SHIPS: readonly Ship[] = [
  { mmsi: '412440001', name: 'MIN JIU 01', callSign: 'BOAA', type: 51, from: [25.98, 119.72], course: 120, knots: 14 },
  { mmsi: '412440002', name: 'HAI XUN 08', callSign: 'BOAB', type: 55, from: [25.6, 119.95], course: 45, knots: 18 },
  { mmsi: '413770003', name: 'MIN YU 60123', callSign: 'BPAC', type: 30, from: [25.2, 119.9], course: 200, knots: 7 },
  { mmsi: '413770004', name: 'FU ZHOU LUN', callSign: 'BPAD', type: 70, from: [26.2, 120.1], course: 300, knots: 11 },
  { mmsi: '413770005', name: 'XIA ZHANG YOU', callSign: 'BPAE', type: 80, from: [24.5, 118.6], course: 75, knots: 9 },
]
const KNOT_DEGREES_PER_SECOND = 1 / 3_600 / 60

/** An AIS receiver on TCP: every ship every `everyMs`, its voyage now and then. */
export async function aisReceiver(everyMs: number): Promise<Feed> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const begun = Date.now()
  let turn = 0
  const timer = setInterval(() => {
    turn += 1
    const seconds = (Date.now() - begun) / 1_000
    const lines = SHIPS.flatMap((ship) => [
      ...sentencesOf(positionOf(ship, seconds)),
      ...(turn % 5 === 1 ? sentencesOf(voyageOf(ship), { sequence: turn }) : []),
    ])
    for (const socket of sockets) socket.write(lines.join(''))
  }, everyMs)
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function positionOf({ mmsi, from, course, knots }: Ship, seconds: number): ReturnType<typeof encodePosition> {
  const way = knots * KNOT_DEGREES_PER_SECOND * seconds * 20
  const angle = (course / 180) * Math.PI
  const latitude = from[0] + Math.cos(angle) * way
  return encodePosition({
    ...{ mmsi, latitude, course, speedKnots: knots, heading: course },
    longitude: from[1] + (Math.sin(angle) * way) / Math.cos((latitude / 180) * Math.PI),
  })
}

function voyageOf({ mmsi, name, callSign, type }: Ship): ReturnType<typeof encodeVoyage> {
  const size = { toBow: 40, toStern: 20, toPort: 6, toStarboard: 6 }
  return encodeVoyage({ mmsi, imo: 0, callSign, name, shipType: type, ...size, draught: 4, destination: 'FUZHOU' })
}

/** A rescue team with TAK: where it is, and once a report of a landslide. */
export async function takTeam(address: string, everyMs: number): Promise<Feed> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => socket.destroy())
  socket.resume()
  let turn = 0
  const timer = setInterval(() => {
    turn += 1
    const step = turn * 0.0006
    socket.write(cot('RESCUE-7', 'a-f-G-U-C', '省消防救援总队七分队', [26.055 + step, 119.26 - step], everyMs * 3))
    if (turn === 2)
      socket.write(
        cot('ALARM-1', 'b-l-g', '闽侯县道路塌方，两车被埋', [26.1, 119.14], 24 * 3_600_000, '现场两车，人员情况不明'),
      )
  }, everyMs)
  return {
    address,
    async close() {
      clearInterval(timer)
      socket.destroy()
    },
  }
}

function cot(
  uid: string,
  type: string,
  callsign: string,
  [lat, lon]: readonly [number, number],
  staleMs: number,
  remarks = '',
): string {
  const now = Date.now()
  const iso = (ms: number): string => new Date(ms).toISOString()
  return `<?xml version="1.0" encoding="UTF-8"?><event version="2.0" uid="${uid}" type="${type}" how="m-g" time="${iso(now)}" start="${iso(now)}" stale="${iso(now + staleMs)}"><point lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}" hae="9999999.0" ce="10" le="9999999.0"/><detail><contact callsign="${callsign}"/><remarks>${remarks}</remarks></detail></event>`
}

/** A dispatch system of the fire service that calls our REST gateway: a fire, units sent, word from the scene. */
export async function fireDispatch(address: string, key: string): Promise<void> {
  const at = (minutes: number): string =>
    new Date(Date.now() - minutes * 60_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const number = `FZ119${new Date().toISOString().slice(0, 10).replaceAll('-', '')}001`
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(new URL(path, address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok || !text.includes('"0"')) throw new Error(`${path}: ${answer.status} ${text}`)
  }
  await post('/udp/sendIncident', {
    ...{ JJDBH: number, AJMC: '晋安区化工仓库起火', AJLB: '01', AJDJ: '3', XZQH: '350111', SFDZ: '福州市晋安区新店镇' },
    ...{
      JD: '119.3105',
      WD: '26.1322',
      SFSJ: at(12),
      JJSJ: at(10),
      BKRS: '0',
      SSRS: '2',
      AJNR: '仓库冒浓烟',
      RSW: '油漆',
      JZLX: '钢结构',
    },
  })
  await post('/udp/sendHandle', {
    ...{ JJDBH: number, CJDBH: `${number}-1`, CJSJ: at(9), CJRXM: '值班调度', CJNR: '出动两站七车' },
    CJDW: [
      { DWBH: '1', DWMC: '晋安消防救援站' },
      { DWBH: '2', DWMC: '新店消防救援站' },
    ],
  })
  await post('/udp/sendFeedBack', {
    ...{ JJDBH: number, FKDBH: `${number}-1`, FKSJ: at(2), FKDW: '晋安消防救援站' },
    ...{ FKNR: '到场，火势已控制', CJZT: 'KZ', SWRS: '0', SSRS: '2', BKRS: '0' },
  })
}

const DAY_MS = 24 * 3_600_000

/** A weather service: an Atom feed with one CAP 1.2 alert inside, and the track of an invented typhoon as a file of its own. */
export async function weatherService(): Promise<Feed> {
  const begun = Date.now()
  const server = createHttp((request, response) => {
    const isStorm = request.url === '/storm.json'
    if (!isStorm && request.url !== '/alerts.atom') {
      response.writeHead(404).end()
      return
    }
    const etag = `"${isStorm ? 'storm' : 'alerts'}-${begun}"`
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    response.writeHead(200, { etag, 'content-type': isStorm ? 'application/json' : 'application/atom+xml' })
    response.end(isStorm ? stormFile(begun) : alertFeed(begun))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** An invented typhoon on its way to Fujian, in the form of docs/interconnect/storm.md. */
function stormFile(nowMs: number): string {
  const at = (hours: number): string => `${new Date(nowMs + (hours + 8) * 3_600_000).toISOString().slice(0, 19)}+08:00`
  const fix = (hours: number, lon: number, lat: number, windMs: number): object => ({
    ...{
      at: at(hours),
      lon,
      lat,
      windMs,
      pressureHpa: 1_010 - windMs * 1.6,
      grade: windMs >= 41.5 ? '强台风' : '台风',
    },
    radiiKm: { '7': { ne: 300, se: 260, sw: 200, nw: 240 }, '10': 120, '12': 60 },
  })
  return JSON.stringify({
    storms: [
      {
        ...{
          number: '2699',
          name: '演示',
          nameEn: 'Demo',
          issuedBy: '气象台（演示）',
          issuedAt: at(0),
          use: 'actual',
          ended: false,
        },
        fixes: [
          fix(-24, 126.5, 20.6, 38),
          fix(-18, 125.2, 21.4, 42),
          fix(-12, 124, 22.1, 45),
          fix(-6, 122.9, 22.7, 48),
          fix(0, 121.9, 23.3, 48),
        ],
        forecasts: [
          { by: '演示', fixes: [fix(12, 120.4, 24.6, 45), fix(24, 119.1, 25.9, 38), fix(36, 118, 27.2, 25)] },
        ],
      },
    ],
  })
}

function alertFeed(nowMs: number): string {
  const at = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
  const info = `<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><eventCode><valueName>GB/T35561</valueName><value>11B03</value></eventCode><onset>${at(nowMs)}</onset><expires>${at(nowMs + DAY_MS)}</expires><senderName>福建省气象台（演示）</senderName><headline>暴雨橙色预警</headline><description>预计未来三小时福州沿海雨量可达五十毫米以上。</description><instruction>注意防范山洪和城市内涝。</instruction><area><areaDesc>福州沿海</areaDesc><circle>26.05,119.45 35</circle></area></info>`
  const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>demo-rain-${nowMs}</identifier><sender>weather@example.org</sender><sent>${at(nowMs)}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>${info}</alert>`
  return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:demo:alerts</id><title>预警</title><updated>${at(nowMs)}</updated><entry><id>urn:demo:rain</id><title>暴雨橙色预警</title><updated>${at(nowMs)}</updated><content type="application/cap+xml">${alert}</content></entry></feed>`
}
