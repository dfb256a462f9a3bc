// Bench `map`: incidents in Chromium, from the database of a running station. Time until everything is on the screen, and
// frame times while an officer drags and zooms, beside plain Leaflet markers and leaflet.markercluster that get the same rows
// from the same station, on the same base map in the same run.
//   npm run bench -- map [--json] [--count 100000] [--markers 5000]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { findChromium } from '../tools/chromium.ts'
import type { MapBench, MapStart } from './map/page.ts'
import type { MapStation } from './map/station.ts'
import { startMapStation } from './map/station.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    count: { type: 'string', default: '100000' },
    /** Plain markers are one element each: 100,000 of them do not come up in any useful time. */
    markers: { type: 'string', default: '5000' },
  },
  allowPositionals: true,
})

const VIEW = { width: 1600, height: 900 }
const START_LIMIT_MS = 180_000
const MOVES = 150
const MOVE_EVERY_MS = 16
const ZOOM_STEPS = 4
const ZOOM_EVERY_MS = 500
const SLOW_FRAME_MS = 50

interface FrameFigures {
  readonly frames: number
  readonly medianMs: number
  readonly p95Ms: number
  readonly maxMs: number
  /** Share of the time spent in frames longer than 50 ms. */
  readonly slowShare: number
}
interface Figures extends MapStart {
  readonly mode: string
  readonly pan: FrameFigures
  readonly zoom: FrameFigures
}

function figuresOf(frames: readonly number[]): FrameFigures {
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const total = frames.reduce((sum, ms) => sum + ms, 0)
  const slow = frames.filter((ms) => ms > SLOW_FRAME_MS).reduce((sum, ms) => sum + ms, 0)
  return { frames: frames.length, medianMs: at(0.5), p95Ms: at(0.95), maxMs: at(1), slowShare: slow / (total || 1) }
}

interface BenchWindow {
  readonly bench: MapBench
}

async function recorded(page: Page, work: () => Promise<void>): Promise<FrameFigures> {
  await page.evaluate(() => (globalThis as unknown as BenchWindow).bench.record())
  await work()
  return figuresOf(await page.evaluate(() => (globalThis as unknown as BenchWindow).bench.stop()))
}

/** Drags the map around as a hand does: in circles, never letting go. */
async function drag(page: Page): Promise<void> {
  const [x, y] = [VIEW.width / 2, VIEW.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let move = 1; move <= MOVES; move++) {
    const angle = (move / MOVES) * 4 * Math.PI
    await page.mouse.move(x + Math.sin(angle) * 450, y + (1 - Math.cos(angle)) * 180)
    await page.waitForTimeout(MOVE_EVERY_MS)
  }
  await page.mouse.up()
}

/** In by the wheel over a crowded city, and out again. */
async function zoom(page: Page): Promise<void> {
  await page.mouse.move(VIEW.width * 0.62, VIEW.height * 0.5)
  for (const direction of [-1, 1]) {
    for (let step = 0; step < ZOOM_STEPS; step++) {
      await page.mouse.wheel(0, direction * 120)
      await page.waitForTimeout(ZOOM_EVERY_MS)
    }
  }
}

async function measure(browser: Browser, station: MapStation, mode: string, limit: number): Promise<Figures> {
  const context = await browser.newContext({ viewport: VIEW })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(START_LIMIT_MS)
    await page.goto(await station.newAddress(), { waitUntil: 'load' })
    await page.waitForFunction(() => 'bench' in globalThis)
    const start = await page.evaluate(
      ([wanted, space, most]) => (globalThis as unknown as BenchWindow).bench.start(wanted, space, most),
      [mode, station.space, limit] as const,
    )
    await page.waitForTimeout(1_500)
    const pan = await recorded(page, () => drag(page))
    await page.waitForTimeout(500)
    return { mode, ...start, pan, zoom: await recorded(page, () => zoom(page)) }
  } finally {
    await context.close()
  }
}

function print(all: readonly Figures[]): void {
  const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`
  const frame = ({ medianMs, p95Ms, maxMs, slowShare }: FrameFigures): string =>
    `median ${ms(medianMs)}, p95 ${ms(p95Ms)}, longest ${ms(maxMs)}, ${Math.round(slowShare * 100)} % of the time in frames > ${SLOW_FRAME_MS} ms`
  for (const { mode, incidents, sentMs, usableMs, pan, zoom: zoomed } of all) {
    console.log(`${mode}, ${incidents.toLocaleString('en')} incidents`)
    console.log(`  every row here after ${ms(sentMs)}, everything on the screen after ${ms(usableMs)}`)
    console.log(`  dragging  ${frame(pan)}`)
    console.log(`  zooming   ${frame(zoomed)}`)
  }
  const [ours, ...peers] = all
  if (ours === undefined) return
  for (const peer of peers) {
    const times = (a: number, b: number): string => `${(a / b).toFixed(1)}x`
    console.log(
      `against ${peer.mode} (${peer.incidents.toLocaleString('en')}): start ${times(peer.usableMs, ours.usableMs)}, ` +
        `p95 dragging ${times(peer.pan.p95Ms, ours.pan.p95Ms)}, p95 zooming ${times(peer.zoom.p95Ms, ours.zoom.p95Ms)}, ` +
        `longest frame zooming ${times(peer.zoom.maxMs, ours.zoom.maxMs)}`,
    )
  }
}

async function run(): Promise<readonly Figures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-bench-map-'))
  const root = join(import.meta.dirname, 'map')
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  })
  const { path, args } = await findChromium()
  const browser = await chromium.launch({ executablePath: path, args: [...args, '--headless', '--disable-gpu'] })
  let station: MapStation | undefined
  try {
    station = await startMapStation(Number(values.count), folder)
    const figures: Figures[] = []
    for (const [mode, limit] of [
      ['fengsui', Infinity],
      ['markers', Number(values.markers)],
      ['markercluster', Infinity],
    ] as const) {
      figures.push(await measure(browser, station, mode, limit))
    }
    return figures
  } finally {
    await browser.close()
    await station?.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

const figures = await run()
if (values.json) console.log(JSON.stringify({ bench: 'map', figures }))
else print(figures)
