// A real Chromium for end-to-end tests: one browser per file, a fresh context per station window. Whatever a page throws or
// writes to its console as an error fails the test that was running.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findChromium } from '../../tools/chromium.ts'
import { ROOT } from './run-tool.ts'

const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Screenshots of a run, kept as CI artefacts; git-ignored. */
const PICTURES = join(ROOT, 'artefacts/e2e')
/** A wait for something visible that lasts longer has failed. */
export const PATIENCE_MS = 30_000

/** The two screens the console is made for. */
export const SCREENS = { wide: { width: 1920, height: 1080 }, small: { width: 1366, height: 768 } } as const

export interface WindowOptions {
  readonly screen?: keyof typeof SCREENS
  /** Language of the browser, which the console follows on its first start. */
  readonly locale?: 'zh-CN' | 'en-GB'
}

/** Opens pages in one browser that lives as long as the test file; each page as long as its test. A failed test leaves pictures. */
export interface Pages {
  /** A window of its own (own cookies, own storage). */
  open(address: string, options?: WindowOptions): Promise<Page>
  /**
   * From here to the end of the test, console errors that fit are expected. Chromium itself writes one when a connection
   * fails, which is what a test that stops a program brings about.
   */
  expectErrors(pattern: RegExp): void
}

/** Call at the top of a test file. */
export function usePages(): Pages {
  let browser: Browser | undefined
  const open: Page[] = []
  let errors: string[] = []
  let expected: RegExp[] = []
  beforeAll(async () => {
    const { path, args } = await findChromium()
    // Without a UTF-8 locale Chromium neither takes nor gives files with Chinese names.
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    browser = await chromium.launch({ executablePath: path, args: [...args, ...FLAGS], env })
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const [at, page] of open.entries()) await keepPicture(page, `failed-${task.id}-${at}`)
    await Promise.all(open.splice(0).map((page) => page.context().close()))
    const found = errors.filter((text) => !expected.some((pattern) => pattern.test(text)))
    errors = []
    expected = []
    expect(found, 'errors written by the pages').toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    async open(address, { screen = 'wide', locale = 'zh-CN' } = {}) {
      if (browser === undefined) throw new Error('the browser has not started')
      const context = await browser.newContext({ viewport: SCREENS[screen], locale, timezoneId: 'Asia/Shanghai' })
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      open.push(page)
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      await page.goto(address)
      return page
    },
    expectErrors: (pattern) => void expected.push(pattern),
  }
}

/** Chromium's own words when a program that a page talks to has been ended. */
export const CONNECTION_FAILED = /^WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/

/** Keeps a screenshot under artefacts/e2e. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}
