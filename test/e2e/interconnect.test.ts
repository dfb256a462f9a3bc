// `npm run demo:interconnect` as somebody sees it who types it: three centres with one picture, what other systems say on the
// map and in the list, how old each is; a cable pulled and put back is seen.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { ROOT } from '../support/run-tool.ts'
import { ConsolePage } from './support/console-page.ts'
import { atRest, goTo } from './support/duty-pages.ts'

const pages = usePages()
const START_LIMIT_MS = 90_000
const LIMIT_MS = 240_000

interface Demo {
  readonly addresses: readonly string[]
  say(line: string): void
}

/** Starts it; resolves once the three consoles can be opened. Ended with the test. */
function startDemo(): Promise<Demo> {
  const child = spawn(process.execPath, [join(ROOT, 'demo/interconnect.ts'), '--minutes', '4'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.stdin.end('quit\n')
    await ended
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const limit = setTimeout(() => reject(new Error(`it did not start:\n${output}`)), START_LIMIT_MS)
    const look = (bytes: Buffer): void => {
      output += bytes.toString('utf8')
      const addresses = [...output.matchAll(/http:\/\/127\S+/g)].map(([address]) => address)
      if (!output.includes('quit')) return
      clearTimeout(limit)
      resolve({ addresses, say: (line) => void child.stdin.write(`${line}\n`) })
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    void ended.then(() => reject(new Error(`it ended:\n${output}`)))
  })
}

test(
  'one picture on three levels, with the age of each system; a cable pulled and put back is seen',
  { timeout: LIMIT_MS },
  async () => {
    const { addresses, say } = await startDemo()
    expect(addresses).toHaveLength(3)
    const desks: ConsolePage[] = []
    for (const address of addresses) desks.push(new ConsolePage(await pages.open(address), 'zh-CN'))
    for (const desk of desks) {
      await desk.page.getByText('晋安区化工仓库起火').first().waitFor()
      await desk.page.getByText('闽侯县道路塌方，两车被埋').first().waitFor()
      await desk.page.getByText('暴雨橙色预警').first().waitFor()
    }
    const [province, prefecture] = desks
    if (province === undefined || prefecture === undefined) throw new Error('no console was opened')
    await atRest(province)
    await province.keepPicture('interconnect-province')
    await goTo(province, 'systems')
    const row = (name: string, desk = province) => desk.page.getByRole('row').filter({ hasText: name })
    for (const name of ['海事 AIS', '省气象台预警', '台风路径', '福州市应急指挥中心'])
      await row(name)
        .filter({ hasText: province.say('systems:health.running') })
        .waitFor()
    await goTo(prefecture, 'systems')
    const upper = (health: string) =>
      row('福建省应急指挥中心', prefecture).filter({ hasText: prefecture.say(`systems:health.${health}`) })
    await upper('running').first().waitFor()
    say('cut 1')
    await upper('failed').first().waitFor()
    // The side that waits for the other to call knows it as well.
    await row('福州市应急指挥中心')
      .filter({ hasText: province.say('systems:health.failed') })
      .waitFor()
    await prefecture.keepPicture('interconnect-cut')
    say('heal 1')
    await upper('running').first().waitFor()
  },
)
