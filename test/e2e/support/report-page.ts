// The view of reports as an officer uses it: the board of clocks, the series of an incident, the document of a signed report.
import { readFileSync } from 'node:fs'
import PizZip from 'pizzip'
import type { Locator, Page } from 'playwright-core'
import type { ConsolePage } from './console-page.ts'
import type { Say } from './words.ts'
import { exactly } from './words.ts'

const NUMBER = '\u0000'

export class Reports {
  readonly #page: Page
  readonly #say: Say

  constructor(desk: ConsolePage) {
    this.#page = desk.page
    this.#say = desk.say
  }

  get board(): Locator {
    return this.#page.getByRole('region', { name: exactly(this.#say('reports:board')) })
  }

  /** The lines of an incident on the board. */
  clocks(title: string): Locator {
    return this.board.getByRole('row').filter({ hasText: title })
  }

  /** Lets the clocks that were met stand on the board too. */
  async showMet(): Promise<void> {
    await this.board.getByRole('switch', { name: this.#say('reports:withMet') }).click()
  }

  /** A line that says that its report went out in time. */
  met(title: string): Locator {
    return this.clocks(title).filter({ hasText: this.#say('reports:met.met', { at: '' }).trim() })
  }

  get series(): Locator {
    return this.#page.getByRole('region', { name: exactly(this.#say('reports:series')) })
  }

  /** From the line of the clock that is owed first into the series of its incident. */
  async openSeries(title: string): Promise<void> {
    await this.clocks(title)
      .first()
      .getByRole('button', { name: exactly(this.#say('reports:report')) })
      .click()
    await this.series.getByText(title).first().waitFor()
  }

  async leaveSeries(): Promise<void> {
    await this.press('back')
    await this.board.waitFor()
  }

  press(key: string): Promise<void> {
    return this.series.getByRole('button', { name: exactly(this.#say(`reports:${key}`)) }).click()
  }

  /** A field of the report that is written. What is in it counts among the words of its label, so it is found by its role. */
  field(key: string): Locator {
    return this.series
      .getByRole('form', { name: this.#say('reports:write') })
      .getByRole('textbox', { name: exactly(this.#say(`reports:${key}`)) })
  }

  /** Begins a report; its text is there once this resolves. */
  async draft(type: 'initial' | 'followUp' | 'final'): Promise<void> {
    await this.press(`new.${type}`)
    await this.field('text').waitFor()
  }

  /** Notes a sending: whoever is owed first, by telephone, unless told otherwise. */
  async recordSending(takenBy: string): Promise<void> {
    const form = this.series.getByRole('form', { name: exactly(this.#say('reports:send')) })
    await form.getByLabel(this.#say('reports:takenBy'), { exact: true }).fill(takenBy)
    await form.getByRole('button', { name: exactly(this.#say('reports:recordSending')) }).click()
    await this.series.getByText(this.#say('reports:takenByWords', { name: takenBy })).waitFor()
  }

  /** Waits until the open report stands so. */
  async stands(state: 'draft' | 'review' | 'returned' | 'signed'): Promise<void> {
    await this.series
      .getByRole('article')
      .getByText(this.#say(`reports:state.${state}`), { exact: true })
      .waitFor()
  }

  /** The number the open report was signed under, as it stands in its head. */
  async number(): Promise<string> {
    const words = this.#say('reports:number', { number: NUMBER })
    const [before = '', after = ''] = words.split(NUMBER)
    const numbered = new RegExp(String.raw`^\s*${before}\d{4}-\d+${after}\s*$`, 'u')
    const told = await this.series.getByRole('article').getByText(numbered).innerText()
    return told.trim().slice(before.length, told.trim().length - after.length)
  }

  /** Signs the open report; it is asked whether that is meant. */
  async sign(): Promise<void> {
    await this.press('sign')
    const asked = this.#page.getByRole('tooltip').filter({ hasText: this.#say('reports:signSure') })
    await asked.getByRole('button', { name: exactly(this.#say('reports:sign')) }).click()
  }

  /** A button that asks for a reason before it does anything. */
  async pressWithReason(key: string, reason: string): Promise<void> {
    await this.press(key)
    const field = this.#page.getByRole('textbox', { name: exactly(this.#say('reports:reason')) })
    await field.fill(reason)
    await field.press('Control+Enter')
  }

  get document(): Locator {
    return this.#page.getByRole('dialog', { name: this.#say('reports:document') })
  }

  async openDocument(): Promise<void> {
    await this.press('openDocument')
    await this.document.waitFor()
  }

  async closeDocument(): Promise<void> {
    await this.#page.keyboard.press('Escape')
    await this.document.waitFor({ state: 'hidden' })
  }

  /** Saves the open document as DOCX and gives the words in it. */
  async saveDocx(): Promise<string> {
    const download = this.#page.waitForEvent('download')
    await this.document.getByRole('button', { name: exactly(this.#say('reports:saveDocx')) }).click()
    const saved = await download
    const inside = new PizZip(readFileSync(await saved.path())).file('word/document.xml')?.asText() ?? ''
    return inside.replaceAll('</w:p>', '\n').replaceAll(/<[^>]+>/gu, '')
  }
}
