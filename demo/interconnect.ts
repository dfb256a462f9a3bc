// `npm run demo:interconnect`: a province, a prefecture and a county, each with a server and a workstation, linked to each other,
// and other systems that speak to them over real sockets. One picture on every console; the cables between the servers can be
// pulled and put back. Everything lies in a scratch folder and is gone at the end.
//   [--minutes N] ends by itself; [--script] pulls, heals, compares, prints what it saw and ends
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Json } from '../shared/base/json.ts'
import { Cable } from './cable.ts'
import { Centre } from './centre.ts'
import type { Feed } from './feeds.ts'
import { aisReceiver, fireDispatch, takTeam, weatherService } from './feeds.ts'
import { ROOT } from './program.ts'
import { RAIN_GAUGES, rainGauges } from './rain-gauges.ts'
import { runScript } from './script.ts'

const FEED_EVERY_MS = 2_000
const agency = (code: string, name: string, nameEn: string) => ({ code, name, nameEn, kind: 'commandCentre' })
const PLANS = [
  {
    name: '省',
    agency: agency('FJYJ', '福建省应急指挥中心', 'Fujian Provincial Emergency Command Centre'),
    officer: { name: 'lin', displayName: '林岚' },
  },
  {
    name: '福州市',
    agency: agency('FZYJ', '福州市应急指挥中心', 'Fuzhou Emergency Command Centre'),
    officer: { name: 'chen', displayName: '陈坤' },
  },
  {
    name: '闽侯县',
    agency: agency('MHYJ', '闽侯县应急指挥中心', 'Minhou County Emergency Command Centre'),
    officer: { name: 'zheng', displayName: '郑榕' },
  },
] as const

/** Links two centres, the upper one inviting, over a cable. */
async function link(upper: Centre, lower: Centre): Promise<Cable> {
  const cable = new Cable(upper.port)
  const address = await cable.open()
  const kinds = ['incident', 'alert', 'alertLink', 'report', 'tracks', 'readings']
  const terms = { passOn: true, give: kinds, take: kinds }
  const invites = await upper.gateway('link', lower.plan.agency.name, { ...terms, side: 'invite', address })
  const { told } = await upper.order({ order: 'ask', gateway: invites, question: 'invitation', input: null })
  await lower.gateway('link', upper.plan.agency.name, { ...terms, side: 'accept', invitation: told })
  return cable
}

async function restKey(centre: Centre, gateway: string): Promise<string> {
  const input = { name: '119', rights: ['dispatch.tell'], system: 'example-fire-119', sourceKind: 'fire119' }
  const { told } = await centre.order({ order: 'ask', gateway, question: 'newKey', input })
  return (told as { readonly key: string }).key
}

/** Sets up what the other systems speak to, and lets them speak; the ways to end them. */
async function otherSystems(province: Centre, prefecture: Centre, county: Centre): Promise<readonly Feed[]> {
  const receiver = await aisReceiver(FEED_EVERY_MS)
  await province.gateway('ais', '海事 AIS', { mode: 'client', port: Number(new URL(receiver.address).port) })
  const weather = await weatherService()
  await province.gateway('cap', '省气象台预警', { feeds: [`${weather.address}/alerts.atom`], everyMinutes: 0.1 })
  await province.gateway('storm', '台风路径', { url: `${weather.address}/storm.json`, everyMinutes: 0.1 })
  const gauges = await rainGauges(FEED_EVERY_MS)
  const broker = { host: '127.0.0.1', port: Number(new URL(gauges.address).port), version: 'mqtt311' }
  await prefecture.gateway('mqtt', '市雨量站', { ...broker, ...RAIN_GAUGES })
  const tak = await prefecture.gateway('cot', '救援队 TAK', { role: 'server', port: 0 })
  const team = await takTeam(await prefecture.listens(tak), FEED_EVERY_MS)
  const mapping = JSON.parse(readFileSync(join(ROOT, 'seeds/mappings/example-fire-119.json'), 'utf8')) as Json
  const rest = await county.gateway('rest', '县消防 119', { port: 0, mappings: [mapping] })
  await fireDispatch(await county.listens(rest), await restKey(county, rest))
  return [receiver, weather, gauges, team]
}

function say(text: string): void {
  console.log(text)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, script: { type: 'boolean', default: false } },
  })
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-interconnect-'))
  const closing: (() => Promise<void>)[] = []
  const end = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    say('启动省、市、县三级协同服务器与席位… Starting three servers and their stations …')
    const centres: Centre[] = []
    for (const [at, plan] of PLANS.entries()) {
      const centre = await Centre.start(join(folder, String(at)), plan)
      centres.push(centre)
      closing.push(() => centre.stop())
    }
    const [province, prefecture, county] = centres as [Centre, Centre, Centre]
    const cables = [await link(province, prefecture), await link(prefecture, county)] as const
    for (const cable of cables) closing.push(() => cable.close())
    for (const feed of await otherSystems(province, prefecture, county)) closing.push(() => feed.close())
    for (const centre of centres) await centre.handOver()
    for (const { plan, address, signIn } of centres)
      say(`${plan.agency.name}  ${address}\n  值班员 duty officer: ${signIn}`)
    if (values.script) {
      await runScript({ centres, cables, say })
      return
    }
    await untilTold(cables, Number(values.minutes ?? 0))
  } finally {
    await end()
  }
}

/** Pulls and heals cables as it is told; resolves at `quit`, at the end of input, or after some minutes. */
function untilTold(cables: readonly Cable[], minutes: number): Promise<void> {
  const names = ['省—市 province–prefecture', '市—县 prefecture–county']
  say('输入 cut 1、cut 2、heal 1、heal 2 断开或恢复链路，quit 结束。Type cut 1, cut 2, heal 1, heal 2, quit.')
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin })
    const timer = minutes > 0 ? setTimeout(() => lines.close(), minutes * 60_000) : undefined
    process.once('SIGINT', () => lines.close())
    lines.on('line', (line) => {
      const [, what = '', which = ''] = /^\s*(cut|heal)\s+([12])\s*$/.exec(line) ?? []
      const cable = cables[Number(which) - 1]
      if (/^\s*(quit|exit|q)\s*$/.test(line)) lines.close()
      else if (cable === undefined) say('cut 1 | cut 2 | heal 1 | heal 2 | quit')
      else {
        if (what === 'cut') cable.cut()
        else cable.heal()
        say(`${names[Number(which) - 1]}: ${what === 'cut' ? '已断开 cut' : '已恢复 healed'}`)
      }
    })
    lines.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

await main()
