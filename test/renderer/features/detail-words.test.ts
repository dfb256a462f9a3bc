// Words of the history and of authors and ages: what changed from what to what, said once and in order.
import { expect, test } from 'vitest'
import { saysNothing, setWords } from '../../../renderer/features/incidents/detail-timeline.tsx'
import { ageWords } from '../../../renderer/ui/age-words.ts'
import { agencyWords, authorWords } from '../../../renderer/ui/author-words.ts'

const sources = {
  word: (key: string) => `<${key}>`,
  category: (code: string) => `c${code}`,
  division: (code: string) => `d${code}`,
  agency: (id: string) => `a${id}`,
}

test('a change is told from what to what; a first value and an unknown one are told alone', () => {
  expect([
    setWords({ field: 'level', from: [4], to: 2 }, sources),
    setWords({ field: 'dead', from: [1, 2], to: 3 }, sources),
    setWords({ field: 'title', from: [], to: '火情' }, sources),
    setWords({ field: 'title', to: '火情' }, sources),
  ]).toEqual([
    '<field.level> <level.4> → <level.2>',
    '<field.dead> 1 / 2 → 3',
    '<field.title> 火情',
    '<field.title> 火情',
  ])
})

test('what a first report left open is no news; taking a value away is', () => {
  expect([
    saysNothing({ field: 'dead', from: [], to: null }),
    saysNothing({ field: 'place', from: [], to: '' }),
    saysNothing({ field: 'agencies', from: [], to: [] }),
    saysNothing({ field: 'sensitive', from: [], to: false }),
    saysNothing({ field: 'sensitive', from: [true], to: false }),
    saysNothing({ field: 'dead', from: [2], to: null }),
    saysNothing({ field: 'dead', to: null }),
    saysNothing({ field: 'dead', from: [], to: 0 }),
  ]).toEqual([true, true, true, true, false, false, false, false])
})

const MSA = { agencyName: '海事局', agencyNameEn: 'Maritime Safety' } as const

test('an agency is named in the language on the screen', () => {
  expect([
    authorWords({ officerName: '翁海', ...MSA, stationName: '二号席' }, 'en'),
    authorWords({ officerName: '翁海', ...MSA, stationName: 'Maritime Safety, seat 2' }, 'en'),
    agencyWords(MSA, 'en'),
    agencyWords(MSA, 'zh-CN'),
  ]).toEqual(['翁海 · Maritime Safety · 二号席', '翁海 · Maritime Safety, seat 2', 'Maritime Safety', '海事局'])
})

test('an author is named once, whoever names the station after the agency', () => {
  expect([
    authorWords({ officerName: '翁海', ...MSA, stationName: '二号席' }, 'zh-CN'),
    authorWords({ officerName: '翁海', ...MSA, stationName: '海事局（演示）' }, 'zh-CN'),
    authorWords({ officerName: '', agencyName: '水利厅', agencyNameEn: '', stationName: '水情网关' }, 'zh-CN'),
  ]).toEqual(['翁海 · 海事局 · 二号席', '翁海 · 海事局（演示）', '水利厅 · 水情网关'])
})

test('ages grow from moments to days', () => {
  const MINUTE = 60_000
  expect(
    [-5 * MINUTE, -30_000, 0, 59_000, MINUTE, 59 * MINUTE, 60 * MINUTE, 47 * 60 * MINUTE, 72 * 60 * MINUTE].map(
      ageWords,
    ),
  ).toEqual([
    { key: 'ahead', count: 5 },
    { key: 'agoNow', count: 0 },
    { key: 'agoNow', count: 0 },
    { key: 'agoNow', count: 0 },
    { key: 'agoMinutes', count: 1 },
    { key: 'agoMinutes', count: 59 },
    { key: 'agoHours', count: 1 },
    { key: 'agoHours', count: 47 },
    { key: 'agoDays', count: 3 },
  ])
})
