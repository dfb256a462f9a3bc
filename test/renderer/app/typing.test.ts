// Keys of the console are not taken while someone types; times are those of China.
import { expect, test } from 'vitest'
import { isTyping } from '../../../renderer/app/typing.ts'
import { dateTimeText, shortTimeText } from '../../../renderer/ui/time-text.ts'

test('fields take their own keys', () => {
  const at = (tagName: string, isContentEditable = false): EventTarget =>
    Object.assign(new EventTarget(), { tagName, isContentEditable })
  expect(['INPUT', 'TEXTAREA', 'SELECT'].every((name) => isTyping(at(name)))).toBe(true)
  expect(isTyping(at('DIV', true))).toBe(true)
  expect(isTyping(at('DIV'))).toBe(false)
  expect(isTyping(null)).toBe(false)
})

test('times are written in China Standard Time', () => {
  const ms = Date.parse('2023-07-28T01:55:09Z')
  expect(dateTimeText(ms)).toBe('2023-07-28 09:55:09')
  expect(shortTimeText(ms, ms + 60_000)).toBe('09:55')
  expect(shortTimeText(ms, ms + 86_400_000)).toBe('07-28 09:55')
  expect(shortTimeText(ms, Date.parse('2024-01-01T00:00:00+08:00'))).toBe('2023-07-28 09:55')
})
