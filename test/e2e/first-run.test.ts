// What `npm start` shows a newcomer on an empty machine: the demonstration, signed in, and saying that it is one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import type { Program } from '../support/programs.ts'
import { launchProgram } from '../support/programs.ts'
import { ConsolePage } from './support/console-page.ts'

const pages = usePages()
/** Incidents of the typhoon day (seeds/demo/incidents.tsv); one was voided as a report of the same event. */
const INCIDENTS = 68
const VOID = 1

function npmStart(data: string): Program {
  const args = ['--browser', '--no-open', '--data', data, '--port', '0']
  const program = launchProgram('tools/start.ts', args)
  onTestFinished(() => program.stop())
  return program
}

async function addressOf(program: Program): Promise<string> {
  return (await program.said(/Open in a browser: (\S+)/))[1] ?? ''
}

test('npm start on an empty folder opens the typhoon demonstration in the browser, and again after a stop', async () => {
  const data = mkdtempSync(join(tmpdir(), 'fengsui-e2e-first-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }))
  const first = npmStart(data)
  const desk = new ConsolePage(await pages.open(await addressOf(first)), 'zh-CN')
  await desk.saysDemonstration()
  await desk.incidents.countsTotal(INCIDENTS - VOID)
  await desk.isLinked()
  // Some have an area or a division instead of a position, and are drawn as such.
  await desk.mapHolds(INCIDENTS - VOID)
  await desk.keepPicture('first-run-zh-CN-1920')
  await desk.incidents.showVoid()
  await desk.incidents.countsTotal(INCIDENTS)
  const code = await desk.pictureCode()
  await desk.page.close()
  await first.stop()

  const second = npmStart(data)
  const page = await pages.open(await addressOf(second), { screen: 'small', locale: 'en-GB' })
  const again = new ConsolePage(page, 'en')
  await again.saysDemonstration()
  await again.incidents.countsTotal(INCIDENTS - VOID)
  await again.showsPicture(code)
  await again.keepPicture('first-run-en-1366')
})
