// Values of alerts in words, as contradictions show them: an alert's level is not an incident's.
import { expect, test } from 'vitest'
import { valueWords } from '../../../renderer/ui/fields/value-words.ts'

const sources = {
  word: (key: string, values?: object) => (values === undefined ? key : `${key} ${JSON.stringify(values)}`),
  category: (code: string) => code,
  division: (code: string) => `d${code}`,
  agency: (id: string) => id,
}

test('levels, divisions, circles and cancellations of alerts are said in words', () => {
  expect(valueWords('alertLevel', 2, sources)).toBe('alertLevel.2')
  expect(valueWords('level', 2, sources)).toBe('level.2')
  expect(valueWords('divisions', ['350500', '350200'], sources)).toBe('d350500andd350200')
  const centre = { lon: 118.6, lat: 24.9 }
  expect(valueWords('circle', { centre, radiusM: 20_000 }, sources)).toBe(
    'circleWords {"km":20,"middle":"24.90000, 118.60000"}',
  )
  const cancelled = { how: 'lifted', at: '2023-07-28T10:00:00+08:00', by: 'lin', reason: 'weaker' }
  expect(valueWords('cancelled', cancelled, sources)).toBe('how.lifted · weaker · 2023-07-28 10:00')
})
