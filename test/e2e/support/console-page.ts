// One window of the console as an officer reads it: everything is found by role and by the words on the screen. Sign-in,
// the bars above and below, the map; the panels have files of their own.
import type { Locator, Page } from 'playwright-core'
import { vi } from 'vitest'
import { must } from '../../../shared/base/assert.ts'
import type { Pages, WindowOptions } from '../../support/browser.ts'
import { keepPicture, PATIENCE_MS } from '../../support/browser.ts'
import { Conflicts } from './conflict-page.ts'
import { Incidents } from './incident-page.ts'
import type { Language, Say } from './words.ts'
import { fitting, exactly, wordsOf } from './words.ts'
import type { Account, Seat } from './world.ts'

export interface ConsoleOptions {
  readonly language?: Language
  readonly screen?: WindowOptions['screen']
}

/** Opens a window at a seat; in the browser of someone who reads English the console begins in English. */
export async function openConsole(
  pages: Pages,
  seat: Seat,
  { language = 'zh-CN', screen = 'wide' }: ConsoleOptions = {},
): Promise<ConsolePage> {
  const page = await pages.open(await seat.newAddress(), { screen, locale: language === 'en' ? 'en-GB' : 'zh-CN' })
  return new ConsolePage(page, language)
}

export class ConsolePage {
  readonly page: Page
  readonly language: Language
  readonly say: Say
  readonly incidents: Incidents
  readonly conflicts: Conflicts

  constructor(page: Page, language: Language) {
    this.page = page
    this.language = language
    this.say = wordsOf(language)
    this.incidents = new Incidents(page, this.say)
    this.conflicts = new Conflicts(page, this.say)
  }

  /** The same window read in another language. */
  in(language: Language): ConsolePage {
    return new ConsolePage(this.page, language)
  }

  button(key: string): Locator {
    return this.page.getByRole('button', { name: exactly(this.say(key)) })
  }

  /** Waits until these words stand somewhere on the screen. */
  async says(key: string, values: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.page.getByText(this.say(key, values), { exact: true }).first().waitFor()
  }

  /** Waits until the keyboard writes into this field. */
  async isFocused(field: Locator): Promise<void> {
    await field.and(this.page.locator(':focus')).waitFor()
  }

  async isDisabled(control: Locator): Promise<void> {
    await control.and(this.page.locator(':disabled')).waitFor()
  }

  /** Marks the window; the answer tells later whether it is still the same one, not loaded anew. */
  async markWindow(): Promise<() => Promise<boolean>> {
    await this.page.evaluate(() => void Object.assign(globalThis, { marked: true }))
    return () => this.page.evaluate(() => 'marked' in globalThis)
  }

  // Sign-in

  get name(): Locator {
    return this.page.getByRole('textbox', { name: exactly(this.say('app:signIn.name')) })
  }

  get password(): Locator {
    return this.page.getByLabel(this.say('app:signIn.password'), { exact: true })
  }

  async signIn({ name, password, displayName }: Account): Promise<void> {
    await this.name.fill(name)
    await this.password.fill(password)
    await this.button('app:signIn.submit').click()
    await this.bar.getByText(this.say('app:bar.officer', { name: displayName })).waitFor()
  }

  // The bar above

  get top(): Locator {
    return this.page.getByRole('banner')
  }

  async switchLanguage(): Promise<ConsolePage> {
    await this.top.getByRole('button', { name: exactly(this.say('app:languageShort')) }).click()
    return this.in(this.language === 'en' ? 'zh-CN' : 'en')
  }

  #action(id: string): Locator {
    return this.top.getByRole('button', { name: exactly(this.say(`app:act.${id}`)) })
  }

  async openLog(): Promise<void> {
    await this.#action('log').click()
    await this.incidents.panel.getByText(this.say('app:log'), { exact: true }).first().waitFor()
  }

  async openHelp(): Promise<void> {
    await this.#action('help').click()
    await this.page.getByRole('dialog', { name: this.say('app:help') }).waitFor()
  }

  async openPalette(): Promise<void> {
    await this.page.keyboard.press('Control+K')
    await this.palette.waitFor()
  }

  get palette(): Locator {
    return this.page.getByRole('dialog', { name: this.say('app:palette.label') })
  }

  /** Goes to a view by the rail; a number beside its name tells what waits there. */
  async openView(name: string): Promise<void> {
    const link = this.page
      .getByRole('navigation', { name: this.say('app:views') })
      .getByRole('button', { name: new RegExp(String.raw`^${this.say(`app:view.${name}`)}(?!\p{L})`, 'u') })
    await link.click()
    await link.and(this.page.locator('[aria-current="page"]')).waitFor()
  }

  async openNotices(): Promise<void> {
    const none = this.top.getByRole('button', { name: exactly(this.say('app:notices.title')) })
    await this.top
      .getByRole('button', { name: fitting(this.say, 'app:notices.open') })
      .or(none)
      .click()
    await this.page.getByText(this.say('app:notices.title'), { exact: true }).waitFor()
  }

  get settings(): Locator {
    return this.page.getByRole('dialog', { name: this.say('app:settings') })
  }

  async openSettings(tab: 'general' | 'servers' | 'data'): Promise<void> {
    if (!(await this.settings.isVisible())) await this.#action('settings').click()
    await this.settings.getByRole('tab', { name: exactly(this.say(`app:set.${tab}`)) }).click()
    await this.settings.getByRole('tabpanel', { name: this.say(`app:set.${tab}`) }).waitFor()
  }

  async closeSettings(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.settings.waitFor({ state: 'hidden' })
  }

  /** Waits until the console says that nothing it shows is real. */
  async saysDemonstration(): Promise<void> {
    await this.says('app:notReal.demonstration')
  }

  /** Esc puts the list of notices away, and nothing else. */
  async closeNotices(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.page.getByText(this.say('app:notices.title'), { exact: true }).waitFor({ state: 'hidden' })
  }

  // The bar below

  get bar(): Locator {
    return this.page.getByRole('contentinfo', { name: this.say('app:bar.label') })
  }

  /** Waits until the bar says exactly this. */
  async barSays(key: string, values: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.bar.getByText(this.say(key, values), { exact: true }).waitFor()
  }

  async isLinked(): Promise<void> {
    await this.bar.getByText(this.say('app:bar.linked')).waitFor()
  }

  /** Waits for "cut off since" with a time of day. */
  async isCutOff(): Promise<void> {
    await this.cutOffNotice.waitFor()
  }

  get cutOffNotice(): Locator {
    return this.bar.getByRole('button', { name: fitting(this.say, 'app:bar.cutOff') })
  }

  async setCutOff(cutOff: boolean): Promise<void> {
    await this.bar.getByRole('switch', { name: this.say('app:bar.cutOffSwitch') }).click()
    await (cutOff ? this.isCutOff() : this.isLinked())
  }

  /** Waits until the bar says that the station itself cannot be reached. */
  async isStationLost(): Promise<void> {
    await this.bar
      .getByRole('alert')
      .filter({ hasText: fitting(this.say, 'app:bar.lost') })
      .waitFor()
  }

  async waits(count: number): Promise<void> {
    await this.barSays('app:bar.waiting', { count })
  }

  async pictureCode(): Promise<string> {
    const words = fitting(this.say, 'app:bar.picture')
    const text = await this.bar.getByRole('button', { name: words }).innerText()
    return must(words.exec(text)?.[1], 'a picture code').trim()
  }

  /** Waits until this window shows the picture with this code. */
  async showsPicture(code: string): Promise<void> {
    await this.barSays('app:bar.picture', { code })
  }

  // The map

  get map(): Locator {
    return this.page.getByRole('region', { name: this.say('map:label') })
  }

  /** Waits until the map tells that so many incidents are on it. */
  async mapHolds(count: number): Promise<void> {
    await this.map.getByText(this.say('map:points', { count }), { exact: true }).waitFor()
  }

  /** Waits until the incident lies in the middle of the map: what lies there is told beside the pointer. */
  async isAtMiddle(title: string): Promise<void> {
    const box = must(await this.map.boundingBox(), 'a map')
    const told = this.page.getByRole('tooltip').getByText(title)
    await vi.waitUntil(
      async () => {
        await this.page.mouse.move(box.x, box.y)
        await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
        return told.isVisible()
      },
      { timeout: PATIENCE_MS },
    )
  }

  /** Keeps a screenshot: no hint beside the pointer, and the base map drawn in full. */
  async keepPicture(name: string): Promise<void> {
    await this.page.mouse.move(0, 0)
    await this.page.waitForFunction(() => {
      const tiles = [...document.querySelectorAll('.leaflet-tile')]
      const hints = [...document.querySelectorAll('.ant-tooltip')]
      const isDrawn = (tile: Element): boolean =>
        tile.classList.contains('leaflet-tile-loaded') && getComputedStyle(tile).opacity === '1'
      return tiles.every(isDrawn) && !hints.some((hint) => hint.checkVisibility())
    })
    await keepPicture(this.page, name)
  }
}
