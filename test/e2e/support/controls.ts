// Ant Design's controls as an officer uses them. The list of a select is drawn apart from its field and in part only, so it
// is the one thing here found by a class.
import type { Locator, Page } from 'playwright-core'
import { exactly } from './words.ts'

/** The open list below a select or a type-ahead field. */
export function openOptions(page: Page): Locator {
  return page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
}

/** Opens a select and takes the entry with these words. */
export async function choose(field: Locator, words: string): Promise<void> {
  await field.click()
  await openOptions(field.page())
    .filter({ hasText: exactly(words) })
    .click()
}

/** What a select shows now. */
export function shown(field: Locator, words: string): Locator {
  return field.locator('xpath=ancestor::*[contains(@class,"ant-select")]').filter({ hasText: words }).last()
}
