// Every fixed word of the gateways' cards has an English one; other systems' own words stay.
import { expect, test } from 'vitest'
import { factWords } from '../../../renderer/i18n/fact-words.ts'
import { LABELS as AIS, shipTypeWords, statusWords } from '../../../shared/interop/ais/wording.ts'
import { LABELS as COT } from '../../../shared/interop/cot/wording.ts'
import { LABELS as JT808, alarmWords } from '../../../shared/interop/jt808/wording.ts'

const HAN = /\p{Script=Han}/u

test('labels, ship types, navigational statuses and alarms are English in the English console', () => {
  const alarms = Array.from({ length: 32 }, (_, bit) => alarmWords(2 ** bit)).flat()
  const ships = Array.from({ length: 100 }, (_, type) => shipTypeWords(type))
  const statuses = Array.from({ length: 16 }, (_, status) => statusWords(status))
  const words = [
    ...Object.values(AIS),
    ...Object.values(COT),
    ...Object.values(JT808),
    ...alarms,
    ...ships,
    ...statuses,
  ]
  const left = words.filter((word) => HAN.test(factWords(word, 'en')))
  expect(left).toEqual([])
  expect(factWords(alarmWords(3).join('、'), 'en')).toBe('emergency, speeding')
})

test('in Chinese, and where a word is the other system\u2019s own, nothing is changed', () => {
  expect(factWords('车牌', 'zh-CN')).toBe('车牌')
  expect(factWords('闽A12345', 'en')).toBe('闽A12345')
  expect(factWords('报警、闽A12345', 'en')).toBe('报警、闽A12345')
})
