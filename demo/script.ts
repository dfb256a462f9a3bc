// What the demonstration shows when nobody is at the keyboard: everything arrives everywhere, a cable is pulled and its age grows,
// it is put back and nothing is lost. Throws when it is not so.
import type { Cable } from './cable.ts'
import type { Centre } from './centre.ts'

export interface ScriptParts {
  readonly centres: readonly Centre[]
  readonly cables: readonly Cable[]
  readonly say: (text: string) => void
}

const LIMIT_MS = 60_000
const LOOK_EVERY_MS = 250
const MINUTE_MS = 60_000

/** Runs it; resolves when all was seen. */
export async function runScript({ centres, cables, say }: ScriptParts): Promise<void> {
  await until('两起事件到达三级 both incidents stand at all three', async () => {
    const seen = await Promise.all(centres.map((centre) => centre.look()))
    return seen.every(({ incidents }) => incidents === 2)
  })
  say(
    '✓ 119 与 TAK 报来的事件在省、市、县的态势中一致 What 119 and TAK reported stands at province, prefecture and county',
  )
  await until('预警到达三级 the alert stands at all three', async () => {
    const seen = await Promise.all(centres.map((centre) => centre.alerts()))
    return seen.every((count) => count === 1)
  })
  say('✓ 气象台的预警在三级可见 The weather service’s alert stands at all three')
  for (const centre of centres) for (const line of await centre.systems()) say(`  ${centre.plan.name}  ${line}`)

  await until('三级可见 rain gauges everywhere', async () => {
    const seen = await Promise.all(centres.map((centre) => centre.readings()))
    return seen.every((count) => count > 0)
  })
  say('✓ 市雨量站的监测值在省、县可见 The prefecture’s rain gauges are seen at province and county')

  const [, county] = cables
  const [, prefecture, last] = centres
  county?.cut()
  await until('断开可见 the cut is seen', async () => (await prefecture?.isLinkedDown()) === true)
  say('✓ 市—县链路断开，市级页面显示失联 The cable prefecture–county is cut, and the prefecture says so')
  await last?.report('断网期间县里新报：荆溪镇山洪')
  await until('县里照常工作 the county works on', async () => (await last?.look())?.incidents === 3)
  const apart = (await prefecture?.look())?.incidents
  if (apart !== 2) throw new Error(`the prefecture has ${apart} incidents while it is cut off`)
  county?.heal()
  await until('恢复后补齐 everything arrives once healed', async () => {
    const seen = await Promise.all(centres.map((centre) => centre.look()))
    return seen.every(({ incidents }) => incidents === 3)
  })
  say(
    '✓ 链路恢复，断网期间的事件补齐到三级，无丢失 Healed: what was written meanwhile stands everywhere, nothing is lost',
  )
  for (const centre of centres) say(`  ${centre.plan.name}  ${(await centre.look()).incidents} 起事件 incidents`)
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`${LIMIT_MS / MINUTE_MS} min: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
