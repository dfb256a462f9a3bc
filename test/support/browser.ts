// A real Chromium for end-to-end tests: one browser per file, a fresh context per station window.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
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

/** Opens pages in one browser that lives as long as the test file. */
export interface Pages {
  /** A window of its own (own cookies), console errors collected. */
  open(address: string, options?: { readonly width?: number; readonly height?: number }): Promise<Page>
  /** Errors the pages wrote to their consoles. */
  readonly errors: string[]
}

/** Call at the top of a test file. */
export function usePages(): Pages {
  let browser: Browser | undefined
  const errors: string[] = []
  beforeAll(async () => {
    const { path, args } = await findChromium()
    browser = await chromium.launch({ executablePath: path, args: [...args, ...FLAGS] })
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    errors,
    async open(address, { width = 1920, height = 1080 } = {}) {
      if (browser === undefined) throw new Error('the browser has not started')
      const context = await browser.newContext({
        viewport: { width, height },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(address)
      return page
    },
  }
}

/** Keeps a screenshot under artefacts/e2e. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}
