// One console, two languages: the switch takes effect at once, in the middle of work, and is remembered.
import { expect, test } from 'vitest'
import { usePages } from '../support/browser.ts'
import { openConsole } from './support/console-page.ts'
import { strangers, wordsOn } from './support/reading.ts'
import { wordsOf } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()
const HALF = 'Half a sentence 半句话'
/** What people wrote, the names they gave, and the other language by its own name. */
const DATA = [HALF, '甲席', OFFICERS.lin.displayName, wordsOf('en')('app:languageShort')]

test('a half-filled form stays as it is while every word around it changes; the window is not loaded anew', async () => {
  const zh = await openConsole(pages, world().seats[0])
  await zh.signIn(OFFICERS.lin)
  await zh.incidents.startIntake()
  await zh.incidents.field('incidents:title').fill(HALF)
  const isSameWindow = await zh.markWindow()

  const en = await zh.switchLanguage()
  await en.incidents.save.waitFor()
  expect(await en.incidents.field('incidents:title').inputValue()).toBe(HALF)
  expect(await zh.page.getAttribute('html', 'lang')).toBe('en')
  await en.isLinked()
  await en.map.waitFor()
  expect(await isSameWindow()).toBe(true)
  expect(strangers(await wordsOn(en.page), 'en', DATA)).toEqual([])

  await en.page.reload()
  await en.isLinked()
  const back = await en.switchLanguage()
  await back.isLinked()
  expect(strangers(await wordsOn(back.page), 'zh-CN', DATA)).toEqual([])
  await back.page.reload()
  await back.isLinked()
})
