// Administration in the console, as an administrator uses it.
import type { Locator } from 'playwright-core'
import type { ADMIN_TABS } from '../../../renderer/features/admin/admin-store.ts'
import type { ConsolePage } from './console-page.ts'
import { atRest } from './duty-pages.ts'
import { exactly } from './words.ts'

/** Administration as it stands open in a window. */
export class Administration {
  readonly desk: ConsolePage

  constructor(desk: ConsolePage) {
    this.desk = desk
  }

  get drawer(): Locator {
    return this.desk.page.getByRole('dialog', { name: this.desk.say('admin:title'), exact: true })
  }

  async open(displayName: string): Promise<void> {
    await this.desk.top.getByRole('button', { name: displayName }).click()
    await this.desk.page.getByRole('menuitem', { name: this.desk.say('admin:open') }).click()
    await this.drawer.waitFor()
    // While the menu fades it still takes the keys.
    await atRest(this.desk)
  }

  async tab(name: (typeof ADMIN_TABS)[number]): Promise<void> {
    await this.drawer.getByRole('tab', { name: this.desk.say(`admin:tabs.${name}`), exact: true }).click()
    await this.drawer.getByRole('tabpanel', { name: this.desk.say(`admin:tabs.${name}`) }).waitFor()
  }

  dialog(key: string, values: Readonly<Record<string, unknown>> = {}): Locator {
    return this.desk.page.getByRole('dialog', { name: this.desk.say(key, values) })
  }

  async press(within: Locator, key: string): Promise<void> {
    await within.getByRole('button', { name: exactly(this.desk.say(key)) }).click()
  }

  /** Takes what is told once, as one who copies it from the screen. */
  async noteSecret(title: string, name: string): Promise<string> {
    const once = this.desk.page.getByRole('dialog', { name: title })
    const secret = await once.getByRole('status', { name }).innerText()
    await this.press(once, 'common:once.done')
    await once.waitFor({ state: 'hidden' })
    return secret
  }
}
