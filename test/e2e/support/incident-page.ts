// List, intake form and detail of incidents.
import type { Locator, Page } from 'playwright-core'
import { choose, openOptions, shown } from './controls.ts'
import type { Say } from './words.ts'
import { exactly, fitting } from './words.ts'

export interface Intake {
  readonly title: string
  /** Name, code or pinyin initials, as it is typed. */
  readonly category: string
  readonly level?: 1 | 2 | 3 | 4
  readonly place?: string
  readonly coordinates?: string
  readonly description?: string
}

export class Incidents {
  readonly #page: Page
  readonly #say: Say

  constructor(page: Page, say: Say) {
    this.#page = page
    this.#say = say
  }

  get list(): Locator {
    return this.#page.getByRole('complementary', { name: exactly(this.#say('app:list')) })
  }

  get panel(): Locator {
    return this.#page.getByRole('complementary', { name: exactly(this.#say('app:panel')) })
  }

  get search(): Locator {
    return this.list.getByRole('textbox', { name: this.#say('incidents:search') })
  }

  async closePanel(): Promise<void> {
    await this.panel.getByRole('button', { name: this.#say('app:closePanel') }).click()
    await this.panel.waitFor({ state: 'hidden' })
  }

  /** The line of an incident in the list. */
  listed(title: string): Locator {
    return this.list.getByRole('button', { name: title })
  }

  /** Waits until the list tells that so many fit. */
  async countsTotal(total: number): Promise<void> {
    await this.list.getByText(fitting(this.#say, 'incidents:total', { total })).waitFor()
  }

  /** Lets void incidents stand in list and map too. */
  async showVoid(): Promise<void> {
    await this.list.getByRole('button', { name: exactly(this.#say('incidents:filter.more')) }).click()
    const more = this.#page.getByRole('region', { name: this.#say('incidents:filter.moreTitle') })
    await more.getByRole('switch', { name: this.#say('incidents:filter.withVoid') }).click()
    await this.#page.keyboard.press('Escape')
  }

  async open(title: string): Promise<void> {
    await this.listed(title).click()
    await this.heading(title).waitFor()
  }

  heading(title: string): Locator {
    return this.panel.getByRole('heading', { name: title })
  }

  // Intake

  get form(): Locator {
    return this.#page.getByRole('form', { name: this.#say('incidents:newIncident') })
  }

  /** A field of the form by its label. */
  field(key: string): Locator {
    return this.form.getByLabel(this.#say(key), { exact: true })
  }

  get save(): Locator {
    return this.form.getByRole('button', { name: this.#say('incidents:report') })
  }

  /** Types into the category and takes what is offered first. */
  async chooseCategory(typed: string): Promise<void> {
    const field = this.field('incidents:category')
    await field.fill(typed)
    await openOptions(this.#page).first().click()
  }

  /** Waits until the type-ahead list offers this. */
  async isOffered(words: string): Promise<void> {
    await openOptions(this.#page).filter({ hasText: words }).first().waitFor()
  }

  async startIntake(): Promise<void> {
    const start = exactly(this.#say('app:act.newIncident'))
    await this.#page.getByRole('banner').getByRole('button', { name: start }).click()
    await this.field('incidents:title').waitFor()
  }

  async report(intake: Intake): Promise<void> {
    await this.startIntake()
    await this.field('incidents:title').fill(intake.title)
    await this.chooseCategory(intake.category)
    if (intake.level !== undefined)
      await choose(this.field('incidents:level'), this.#say(`model:level.${intake.level}`))
    if (intake.place !== undefined)
      await this.form.getByRole('combobox', { name: this.#say('incidents:place') }).fill(intake.place)
    for (const name of ['coordinates', 'description'] as const) {
      const text = intake[name]
      if (text !== undefined) await this.field(`incidents:${name}`).fill(text)
    }
    await this.save.click()
    await this.heading(intake.title).waitFor()
  }

  // Detail

  get level(): Locator {
    return this.panel.getByRole('combobox', { name: exactly(this.#say('incidents:level')) })
  }

  /** Chooses a level, says why where there is a reason, and saves with Enter. */
  async setLevel(level: 1 | 2 | 3 | 4, reason = ''): Promise<void> {
    const words = this.#say(`model:level.${level}`)
    await choose(this.level, words)
    const editor = this.panel.getByRole('group', { name: exactly(this.#say('incidents:level')) })
    const why = editor.getByRole('textbox', { name: this.#say('detail:amendReason') })
    // The keyboard is there already.
    await why.and(this.#page.locator(':focus')).waitFor()
    if (reason !== '') await this.#page.keyboard.type(reason)
    await this.#page.keyboard.press('Enter')
    await editor.waitFor({ state: 'detached' })
    await shown(this.level, words).waitFor()
  }

  /** Opens the editor of a field in its place, writes, and saves. */
  async write(field: string, text: string): Promise<void> {
    const label = this.#say(`model:field.${field}`)
    await this.panel.getByRole('button', { name: fitting(this.#say, 'detail:edit', { field: label }) }).click()
    const editor = this.panel.getByRole('group', { name: label })
    await editor.getByRole('textbox', { name: label }).fill(text)
    await editor.getByRole('button', { name: exactly(this.#say('common:save')) }).click()
    await this.panel.getByRole('button', { name: this.#say('detail:edit', { field: label, value: text }) }).waitFor()
  }

  async showOnMap(): Promise<void> {
    await this.panel.getByRole('button', { name: this.#say('incidents:showOnMap') }).click()
  }
}
