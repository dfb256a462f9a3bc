// List, intake form and detail of incidents.
import type { Locator, Page } from 'playwright-core'
import { choose, openOptions, shown } from './controls.ts'
import type { Say } from './words.ts'
import { exactly } from './words.ts'

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

  /** Waits until the list tells how many there are. */
  async counts(total: number, unread: number): Promise<void> {
    await this.list.getByText(this.#say('incidents:total', { total, unread }), { exact: true }).waitFor()
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

  field(key: string): Locator {
    return this.form.getByRole('textbox', { name: this.#say(key) })
  }

  get category(): Locator {
    return this.form.getByRole('combobox', { name: this.#say('incidents:category') })
  }

  /** Types into the category and takes what is offered first. */
  async chooseCategory(typed: string): Promise<void> {
    await this.category.fill(typed)
    await openOptions(this.#page).first().click()
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
      await choose(
        this.form.getByRole('combobox', { name: this.#say('incidents:level') }),
        this.#say(`model:level.${intake.level}`),
      )
    for (const name of ['place', 'coordinates', 'description'] as const) {
      const text = intake[name]
      if (text !== undefined) await this.field(`incidents:${name}`).fill(text)
    }
    await this.form.getByRole('button', { name: this.#say('incidents:report') }).click()
    await this.heading(intake.title).waitFor()
  }

  // Detail

  get level(): Locator {
    return this.panel.getByRole('combobox', { name: exactly(this.#say('incidents:level')) })
  }

  async setLevel(level: 1 | 2 | 3 | 4): Promise<void> {
    const words = this.#say(`model:level.${level}`)
    await choose(this.level, words)
    await shown(this.level, words).waitFor()
  }

  async showOnMap(): Promise<void> {
    await this.panel.getByRole('button', { name: this.#say('incidents:showOnMap') }).click()
  }
}
