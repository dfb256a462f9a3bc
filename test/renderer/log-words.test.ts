// What linked systems write into the duty log, said by each console in its own language.
import { afterAll, describe, expect, test } from 'vitest'
import { i18n } from '../../renderer/i18n/i18n.ts'
import { logWords } from '../../renderer/ui/log-words.ts'
import { actionOf, may } from '../../shared/commands/rights.ts'
import { LOG_ENTRY, toldOf } from '../../shared/model/log-entry.ts'

const AT_MS = Date.parse('2026-11-26T08:00:00+08:00')
const say = async (language: 'zh-CN' | 'en', word: string, values: Record<string, string | number | boolean>) => {
  await i18n.changeLanguage(language)
  return logWords('原话', [], toldOf({ word, values }))
}

describe('[GW-8] lines of linked systems', () => {
  afterAll(() => i18n.changeLanguage('zh-CN'))

  test('are said in the language on the screen', async () => {
    const silent = { name: 'AIS', heardMs: AT_MS, minutes: '10' }
    expect(await say('zh-CN', 'systemSilent', silent)).toMatch(/^联网系统失联：AIS，最后收到 2026-11-26/)
    expect(await say('en', 'systemSilent', silent)).toMatch(/^Linked system silent: AIS, last heard 2026-11-26/)
    expect(await say('en', 'systemSilent', { ...silent, heardMs: 0 })).toContain('never heard')
    expect(await say('en', 'systemHeard', { ...silent, minutes: '' })).toMatch(/^Linked system heard: AIS/)
    const reading = { name: 'Bridge', sensor: '1', quantity: 'level', value: 5.1, unit: 'm', limit: 5, isBelow: false }
    expect(await say('en', 'readingDanger', reading)).toBe(
      'Alarm of a reading: Bridge (1) Water level 5.1 m, at or above the danger value 5 m',
    )
    expect(await say('zh-CN', 'readingDanger', { ...reading, isBelow: true })).toContain('低于危险值 5 m')
  })

  test('of a newer program stand as their text; what is no such line as well', async () => {
    expect(await say('en', 'ofTomorrow', { a: 1 })).toBe('原话')
    expect(logWords('原话', [], toldOf({ word: '../etc', values: {} }))).toBe('原话')
    expect(logWords('原话', [], toldOf(undefined))).toBe('原话')
  })

  test('are written by linked systems alone', () => {
    const action = actionOf(LOG_ENTRY, ['incident', 'text', 'at', 'corrects', 'told'], true)
    expect([may('linkedSystem', action), may('dutyOfficer', action), may('administrator', action)]).toEqual([
      true,
      false,
      false,
    ])
  })
})
