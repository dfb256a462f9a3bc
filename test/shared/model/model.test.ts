// Event code search, numbers and times.
import { describe, expect, test } from 'vitest'
import type { EventCode } from '../../../shared/model/event-codes.ts'
import { searchEventCodes } from '../../../shared/model/event-codes.ts'
import { dateKey, isoWithOffset } from '../../../shared/model/incident-number.ts'
import { checkFields } from '../../../shared/model/kinds.ts'
import { isGraded } from '../../../shared/model/level.ts'

const codes: readonly EventCode[] = [
  {
    code: '11B00',
    name: '气象灾害',
    nameEn: 'Meteorological disasters',
    parent: '11000',
    depth: 2,
    initials: 'qxzh',
    pinyin: 'qixiangzaihai',
  },
  {
    code: '11B01',
    name: '台风事件',
    nameEn: 'Typhoon',
    parent: '11B00',
    depth: 3,
    initials: 'tfsj',
    pinyin: 'taifengshijian',
  },
  {
    code: '11B03',
    name: '暴雨事件',
    nameEn: 'Rainstorm',
    parent: '11B00',
    depth: 3,
    initials: 'bysj',
    pinyin: 'baoyushijian',
  },
  {
    code: '12G07',
    name: '隧道火灾',
    nameEn: 'Tunnel fire',
    parent: '12G00',
    depth: 3,
    initials: 'sdhz',
    pinyin: 'suidaohuozai',
  },
]

describe('searchEventCodes', () => {
  test('finds by name, pinyin initials, code and English, best first', () => {
    const found = ['台风', 'tf', '11b', 'fire', '雨', 'TYPH', ''].map((query) =>
      searchEventCodes(codes, query).map((code) => code.code),
    )
    expect(found).toEqual([['11B01'], ['11B01'], ['11B01', '11B03', '11B00'], ['12G07'], ['11B03'], ['11B01'], []])
  })

  test('finds by whole pinyin, also the middle of a name and with the gaps an input method writes', () => {
    const found = ['taifeng', 'tai feng', "Tai'f", 'huozai', 'huo', 'ba', 'neilao'].map((query) =>
      searchEventCodes(codes, query).map((code) => code.code),
    )
    expect(found).toEqual([['11B01'], ['11B01'], ['11B01'], ['12G07'], ['12G07'], ['11B03'], []])
  })
})

test('dates are read in China Standard Time, across midnight', () => {
  expect([dateKey(Date.parse('2023-07-27T16:00:00Z')), dateKey(Date.parse('2023-07-27T15:59:59Z'))]).toEqual([
    '20230728',
    '20230727',
  ])
  expect([isoWithOffset(Date.parse('2023-07-27T16:00:00Z')), isoWithOffset(0, -210)]).toEqual([
    '2023-07-28T00:00:00+08:00',
    '1969-12-31T20:30:00-03:30',
  ])
})

test('[CM-6] classes 11, 12 and 13 are graded, 14 is not', () => {
  expect(['11B01', '12G07', '13A01', '14A01', '19000'].map(isGraded)).toEqual([true, true, true, false, false])
})

test('[JN-2] unknown kinds and fields pass, known ones are checked', () => {
  const outcomes = [
    checkFields('futureKind', [{ name: 'x', value: { y: 1 } }]),
    checkFields('incident', [
      { name: 'futureField', value: [1] },
      { name: 'dead', value: 3 },
    ]),
    checkFields('incident', [{ name: 'dead', value: 'three' }]),
    checkFields('incident', [{ name: 'constructor', value: 1 }]),
    checkFields('constructor', [{ name: 'x', value: 1 }]),
  ].map((result) => (result.ok ? 'ok' : result.fault.detail?.['field']))
  expect(outcomes).toEqual(['ok', 'ok', 'dead', 'ok', 'ok'])
})
