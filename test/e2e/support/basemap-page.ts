// The base maps of one window: the dialog they are chosen and added in, and what is drawn of the chosen one.
import type { Locator } from 'playwright-core'
import type { ConsolePage } from './console-page.ts'
import { exactly } from './words.ts'

interface PackFile {
  readonly name: string
  readonly bytes: Buffer
}

export class Basemaps {
  readonly #desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.#desk = desk
  }

  get #dialog(): Locator {
    return this.#desk.page.getByRole('dialog', { name: exactly(this.#desk.say('map:dialog.title')) })
  }

  async open(): Promise<void> {
    const tools = this.#desk.map.getByRole('toolbar', { name: this.#desk.say('map:toolbar') })
    await tools.getByRole('button', { name: exactly(this.#desk.say('map:basemap')) }).click()
    await this.#dialog.waitFor()
  }

  async close(): Promise<void> {
    await this.#desk.page.keyboard.press('Escape')
    await this.#dialog.waitFor({ state: 'hidden' })
  }

  /** A step nearer, and waits until the map has come to rest: while it moves it takes no further step. */
  async zoomIn(): Promise<void> {
    const { page } = this.#desk
    await this.#desk.button('map:zoomIn').click()
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    await page.locator('.leaflet-zoom-anim').waitFor({ state: 'detached' })
  }

  /** Adds a pack by the dialog, under the name of its file; it is then the chosen one. */
  async addPack({ name, bytes }: PackFile): Promise<void> {
    const { page, say } = this.#desk
    const form = this.#form('addPack')
    const chosen = page.waitForEvent('filechooser')
    await form.getByRole('button', { name: exactly(say('map:dialog.chooseFile')) }).click()
    await (await chosen).setFiles([{ name, mimeType: 'application/octet-stream', buffer: bytes }])
    await form.getByRole('button', { name: exactly(say('map:dialog.add')) }).click()
    await this.#isAdded(name.replace(/\.[^.]*$/, ''))
  }

  /** Adds an address by the dialog. */
  async addAddress(name: string, address: string, attribution: string, system: 'wgs84' | 'gcj02'): Promise<void> {
    const { say } = this.#desk
    await this.#dialog.getByRole('tab', { name: exactly(say('map:dialog.addAddress')) }).click()
    const form = this.#form('addAddress')
    await form.getByLabel(say('map:dialog.address')).fill(address)
    await form.getByLabel(say('map:dialog.name')).fill(name)
    await form.getByLabel(say('map:dialog.attribution')).fill(attribution)
    await form.getByRole('radio', { name: exactly(say(`map:dialog.${system}`)) }).check()
    await form.getByRole('button', { name: exactly(say('map:dialog.add')) }).click()
    await this.#isAdded(name)
  }

  /** Takes one of the listed base maps. */
  async choose(name: string): Promise<void> {
    await this.#dialog.getByRole('radio', { name: new RegExp(`^${name}`, 'u') }).check()
  }

  async remove(name: string): Promise<void> {
    const { page, say } = this.#desk
    await this.#dialog.getByRole('button', { name: exactly(`${say('map:dialog.remove')} ${name}`) }).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /OK|确\s*定/u })
      .click()
    await this.#dialog.getByRole('radio', { name: new RegExp(`^${name}`, 'u') }).waitFor({ state: 'detached' })
  }

  /** Waits until the whole view is drawn with pictures of the chosen raster map. */
  async showsPictures(): Promise<void> {
    await this.#desk.page.waitForFunction(() => {
      const tiles = [...document.querySelectorAll<HTMLImageElement>('.leaflet-basemap-pane img')]
      return tiles.some(({ naturalWidth }) => naturalWidth > 0) && tiles.every(({ complete }) => complete)
    })
  }

  /** Waits until a vector map is drawn: more than one colour on a tile. */
  async showsDrawing(): Promise<void> {
    await this.#desk.page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('.leaflet-basemap-pane canvas')].some((tile) => {
        const copy = new OffscreenCanvas(tile.width, tile.height).getContext('2d')
        copy?.drawImage(tile, 0, 0)
        const pixels = new Uint32Array(copy?.getImageData(0, 0, tile.width, tile.height).data.buffer ?? [])
        return new Set(pixels).size > 8
      }),
    )
  }

  /** Where the grid of tiles lies on the screen, in pixels of one tile. */
  async grid(): Promise<readonly [number, number]> {
    await this.showsPictures()
    return this.#desk.page.evaluate(() => {
      const tile = document.querySelector('.leaflet-basemap-pane img')?.getBoundingClientRect()
      return [(tile?.x ?? 0) % 256, (tile?.y ?? 0) % 256] as const
    })
  }

  /** The notice that the base map is not shown; its words. */
  get notice(): Locator {
    return this.#desk.map.getByRole('alert').filter({ hasText: this.#desk.say('map:unreadable') })
  }

  async says(key: string, values: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const reason = this.#desk.say('map:unreadableReason', { reason: this.#desk.say(key, values) })
    await this.notice.getByText(reason, { exact: true }).waitFor()
  }

  #form(tab: 'addPack' | 'addAddress'): Locator {
    return this.#dialog.getByRole('tabpanel', { name: exactly(this.#desk.say(`map:dialog.${tab}`)) })
  }

  async #isAdded(name: string): Promise<void> {
    await this.#dialog.getByText(this.#desk.say('map:dialog.added', { name })).waitFor()
  }
}
