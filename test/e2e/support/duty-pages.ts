// Directives, handovers, and the closing and the file of an incident, as officers use them at the duty desk; who sits there.
import type { Locator } from 'playwright-core'
import { vi } from 'vitest'
import { PATIENCE_MS } from '../../support/browser.ts'
import type { ConsolePage } from './console-page.ts'
import { choose } from './controls.ts'
import { exactly } from './words.ts'
import type { Account } from './world.ts'

/** One officer gets up, another sits down. */
export async function relieve(desk: ConsolePage, leaving: Account, coming: Account): Promise<void> {
  await desk.top.getByRole('button', { name: exactly(leaving.displayName) }).click()
  await desk.page.getByRole('menuitem', { name: exactly(desk.say('app:signOut')) }).click()
  await desk.name.waitFor()
  await desk.signIn(coming)
}

/** Waits until what opens or fades has come to rest, so that a picture shows it whole. */
export async function atRest(desk: ConsolePage): Promise<void> {
  await desk.page.evaluate(async () => {
    await new Promise(requestAnimationFrame)
    const passing = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)))
    await Promise.allSettled(passing.map(({ finished }) => finished))
  })
}

/** Goes to a view by the rail; a number beside its name tells what waits there. */
export async function goTo(desk: ConsolePage, view: string): Promise<void> {
  const link = desk.page
    .getByRole('navigation', { name: desk.say('app:views') })
    .getByRole('button', { name: new RegExp(String.raw`^${desk.say(`app:view.${view}`)}(?!\p{L})`, 'u') })
  await link.click()
  await link.and(desk.page.locator('[aria-current="page"]')).waitFor()
}

/** The first sign-in of somebody who was given a password: it is replaced at once. */
export async function firstSignIn(desk: ConsolePage, account: Account, own: string): Promise<void> {
  await desk.name.fill(account.name)
  await desk.password.fill(account.password)
  await desk.button('app:signIn.submit').click()
  const dialog = desk.page.getByRole('dialog', { name: desk.say('app:signIn.changeTitle') })
  await dialog.getByLabel(desk.say('app:signIn.oldPassword')).fill(account.password)
  await dialog.getByLabel(desk.say('app:signIn.newPassword')).fill(own)
  await dialog.getByLabel(desk.say('app:signIn.repeat')).fill(own)
  await dialog.getByRole('button', { name: desk.say('app:signIn.change') }).click()
  await desk.barSays('app:bar.officer', { name: account.displayName })
}

/** The number on a view of the rail says these words (or there is none) and the list it counts has as many lines. */
export async function badgeIsList(desk: ConsolePage, words: string, list: Locator, count: number): Promise<void> {
  const badge = desk.page
    .getByRole('navigation', { name: desk.say('app:views') })
    .getByTitle(words, { exact: true })
    .first()
  await badge.waitFor({ state: count === 0 ? 'detached' : 'visible' })
  await vi.waitUntil(async () => (await list.count()) === count, { timeout: PATIENCE_MS })
}

export interface Order {
  readonly title: string
  readonly text: string
  /** Code of the agency it goes to. */
  readonly to: string
}

export class Directives {
  readonly #desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.#desk = desk
  }

  #field(key: string): Locator {
    return this.#desk.page.getByLabel(this.#desk.say(`directives:${key}`), { exact: true })
  }

  /** From an incident's detail: writes an order about it and sends it. */
  async issueAbout({ title, text, to }: Order): Promise<void> {
    const { page } = this.#desk
    await this.#desk.button('directives:newFor').click()
    await this.#field('form.title').fill(title)
    await this.#field('form.text').fill(text)
    await this.#field('form.due').fill('+60')
    await this.#field('form.receivers').fill(to)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await this.#field('form.title').focus()
    await page.keyboard.press('Control+Enter')
    await this.says('delivered')
  }

  /** Lines of a part of the inbox. */
  lines(part: 'unsigned' | 'inHand' | 'settled'): Locator {
    return this.#desk.page
      .getByRole('region', { name: this.#desk.say(`directives:inboxPart.${part}`), exact: true })
      .getByRole('listitem')
  }

  async open(title: string): Promise<void> {
    await this.lines('unsigned').getByRole('button', { name: title }).click()
    await this.#desk.page.getByRole('article', { name: title }).waitFor()
  }

  async signFor(): Promise<void> {
    await this.#desk.button('directives:sign').click()
    await this.lines('inHand').first().waitFor()
  }

  async answer(text: string): Promise<void> {
    await this.#field('answerText').fill(text)
    await this.#desk.page.keyboard.press('Control+Enter')
    await this.says('answered')
  }

  /** Waits until the line of the receiver says so. */
  async says(state: 'delivered' | 'answered'): Promise<void> {
    await this.#desk.page
      .getByRole('table')
      .getByText(this.#desk.say(`directives:state.${state}`), { exact: true })
      .waitFor()
  }

  /** Words in the table of receivers. */
  told(words: string): Locator {
    return this.#desk.page.getByRole('table').getByText(words)
  }
}

export class Handovers {
  readonly #desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.#desk = desk
  }

  get list(): Locator {
    return this.#desk.page
      .getByRole('navigation', { name: exactly(this.#desk.say('handover:list')) })
      .getByRole('button')
  }

  /** The record that is open. */
  get record(): Locator {
    return this.#desk.page.getByRole('article')
  }

  /** Gathered, with the one who takes over and a remark; kept, not signed. */
  async begin(to: Account, remarks: string): Promise<void> {
    const { page, say } = this.#desk
    await this.#desk.button('handover:begin').click()
    await page.getByRole('textbox', { name: say('handover:remarks') }).fill(remarks)
    await choose(page.getByRole('combobox', { name: say('handover:incoming') }), to.displayName)
    await this.#desk.button('common:save').click()
    await this.#desk.isDisabled(this.#desk.button('common:save'))
  }

  /** Signs as the one who goes or the one who comes, and is asked once whether it is meant. */
  async sign(as: 'give' | 'take'): Promise<void> {
    const { page, say } = this.#desk
    await this.#desk.button(`handover:${as}`).click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: exactly(say(`handover:${as}`)) })
      .click()
    await this.#desk.says(`handover:step.${as === 'give' ? 'given' : 'taken'}`)
  }
}

/** Closing an incident and its file, from its detail. */
export class IncidentFile {
  readonly #desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.#desk = desk
  }

  closing(title: string): Locator {
    return this.#desk.page.getByRole('dialog', { name: this.#desk.say('archive:closeTitle', { title }) })
  }

  /** Chooses the status "closed"; what is still open is shown. */
  async askToClose(title: string): Promise<Locator> {
    const { say, incidents } = this.#desk
    const status = incidents.panel.getByRole('combobox', { name: exactly(say('model:field.status')) })
    await choose(status, say('model:status.closed'))
    const open = this.closing(title).getByText(say('archive:stillOpen'), { exact: true })
    await open.or(this.owed(title)).first().waitFor()
    return this.closing(title)
  }

  async cancelClosing(title: string): Promise<void> {
    const { say } = this.#desk
    await this.closing(title)
      .getByRole('button', { name: exactly(say('archive:cancel')) })
      .click()
    await this.closing(title).waitFor({ state: 'hidden' })
  }

  /** The report clocks nobody met, which closing asks about. */
  owed(title: string): Locator {
    const words = this.#desk.say('reports:unreported.title', { count: 7 })
    return this.closing(title).getByRole('group', {
      name: new RegExp(words.replace('7', '').replace(/\W+$/u, ''), 'u'),
    })
  }

  async closeAnyway(title: string, reason: string): Promise<void> {
    const { say } = this.#desk
    const dialog = this.closing(title)
    const why = this.owed(title).getByRole('textbox', { name: say('reports:unreported.reason') })
    if ((await why.count()) > 0) await why.fill(reason)
    await dialog.getByRole('textbox', { name: say('archive:closeReason') }).fill(reason)
    await dialog.getByRole('button', { name: exactly(say('archive:closeAnyway')) }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  /** Makes the archive bundle and gives the path of the file the browser saved. */
  async exportBundle(): Promise<string> {
    const { page, say, incidents } = this.#desk
    const section = incidents.panel.getByRole('region', { name: exactly(say('archive:bundle')) })
    const download = page.waitForEvent('download')
    await section.getByRole('button', { name: exactly(say('archive:make')) }).click()
    const saved = await download
    const path = await saved.path()
    await section.getByText(say('archive:saved', { name: saved.suggestedFilename() })).waitFor()
    return path
  }
}
