// Runs only where the real Electron program is present (the test run says so where it is not): what cannot be proved
// elsewhere. `npm run test:shell` builds and runs it.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildElectron } from '../../tools/build-electron.ts'
import { electronBinary } from '../../tools/electron-binary.ts'
import { buildRendererIfStale } from '../../tools/renderer-build.ts'

let program: ElectronApplication
let page: Page
const data = mkdtempSync(join(tmpdir(), 'fengsui-shell-'))

beforeAll(async () => {
  await buildRendererIfStale()
  await buildElectron()
  const executablePath = electronBinary()
  if (executablePath === undefined) throw new Error('the Electron program is not here')
  program = await _electron.launch({
    executablePath,
    args: ['.', '--demo', `--user-data-dir=${data}`, ...(process.platform === 'linux' ? ['--no-sandbox'] : [])],
  })
  page = await program.firstWindow()
})

afterAll(async () => {
  await program.close()
})

test('better-sqlite3 opens in the utility process and the window gets its port', async () => {
  await page.getByRole('contentinfo').waitFor()
  expect(await page.evaluate(() => 'fengsuiHost' in window && !('require' in window) && !('process' in window))).toBe(
    true,
  )
})

test("the key is sealed exactly where this machine's key store is a real one", async () => {
  const { wrapped } = JSON.parse(readFileSync(join(data, 'station/station.key'), 'utf8')) as {
    readonly wrapped: boolean
  }
  const isReal = await program.evaluate(
    ({ safeStorage }) =>
      safeStorage.isEncryptionAvailable() &&
      (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  )
  expect(wrapped).toBe(isReal)
})

test('a second window gets a port of its own', async () => {
  const opened = program.waitForEvent('window')
  await page.evaluate(() =>
    (globalThis as unknown as { readonly fengsuiHost: { openView(view: string): Promise<void> } }).fengsuiHost.openView(
      'map',
    ),
  )
  const second = await opened
  await second.locator('.leaflet-container').waitFor()
  await second.close()
})

test('after a reload the window has a port again', async () => {
  await page.reload()
  await page.getByRole('contentinfo').waitFor()
})

test('a killed station comes back and the window links to it again', async () => {
  const killed = await program.evaluate(({ app }) => {
    const station = app.getAppMetrics().find((metric) => metric.name === 'fengsui-station')
    if (station !== undefined) process.kill(station.pid, 'SIGKILL')
    return station !== undefined
  })
  expect(killed).toBe(true)
  await expect
    .poll(
      () => program.evaluate(({ app }) => app.getAppMetrics().some((metric) => metric.name === 'fengsui-station')),
      { timeout: 20_000 },
    )
    .toBe(true)
  await page.getByRole('contentinfo').waitFor()
})

test('the page has no network, no inline script and no way out', async () => {
  expect(
    await page.evaluate(() =>
      fetch('https://example.org').then(
        () => 'reached',
        () => 'refused',
      ),
    ),
  ).toBe('refused')
  expect(await page.evaluate(() => window.open('https://example.org') === null)).toBe(true)
})
