// The conflicts: both values with who wrote them, and settling with a reason.
import type { Locator, Page } from 'playwright-core'
import type { Say } from './words.ts'
import { exactly } from './words.ts'

export class Conflicts {
  readonly #page: Page
  readonly #say: Say

  constructor(page: Page, say: Say) {
    this.#page = page
    this.#say = say
  }

  async open(): Promise<void> {
    await this.#page
      .getByRole('banner')
      .getByRole('button', { name: exactly(this.#say('app:act.conflicts')) })
      .click()
  }

  /** The conflict over a field of an incident. */
  about(title: string, field: string): Locator {
    return this.#page.getByRole('region', { name: `${title} ${this.#say(`model:field.${field}`)}` })
  }

  /** Waits until both sides of a conflict stand there: each value with its author and station. */
  async shows(conflict: Locator, sides: readonly Side[]): Promise<void> {
    for (const { value, officer, station } of sides) {
      await conflict.getByText(value).first().waitFor()
      await conflict.getByText(officer).first().waitFor()
      await conflict.getByText(station).first().waitFor()
    }
  }

  /** Takes the value of `officer`, saying why. */
  async settle(conflict: Locator, officer: string, reason: string): Promise<void> {
    await conflict.getByRole('textbox', { name: this.#say('incidents:settleReason') }).fill(reason)
    await this.#side(conflict, officer)
      .getByRole('button', { name: this.#say('incidents:settle') })
      .click()
    await conflict.waitFor({ state: 'detached' })
  }

  /** The innermost box that holds an officer's name and the button taking the value. */
  #side(conflict: Locator, officer: string): Locator {
    const button = this.#page.getByRole('button', { name: this.#say('incidents:settle') })
    return conflict.locator('div').filter({ hasText: officer }).filter({ has: button }).last()
  }

  /** Waits until nothing is left to settle. */
  async areNone(): Promise<void> {
    await this.#page.getByText(this.#say('incidents:noConflicts')).first().waitFor()
  }
}

export interface Side {
  readonly value: string
  readonly officer: string
  readonly station: string
}
