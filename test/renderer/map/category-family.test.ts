// Every event code has a family, and every family a picture.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAMILIES, familyOf } from '../../../renderer/map/category-family.ts'
import { GLYPHS } from '../../../renderer/map/glyphs.ts'
import { eventCodesSchema } from '../../../shared/model/event-codes.ts'
import { ROOT } from '../../support/run-tool.ts'

const { codes } = eventCodesSchema.parse(JSON.parse(readFileSync(`${ROOT}/seeds/event-codes/event-codes.json`, 'utf8')))

test('all 380 codes have a family, and only general ones the general family', () => {
  expect(codes).toHaveLength(380)
  const general = codes.filter(({ code }) => familyOf(code) === 'other').map(({ code }) => code)
  expect(general).toEqual(['10000', '11000', '11Y00', '12000', '12Y00', '13000', '19000'])
})

test('every family is used and has a picture', () => {
  expect(new Set(codes.map(({ code }) => familyOf(code)))).toEqual(new Set(FAMILIES))
  for (const family of FAMILIES) expect(GLYPHS[family].path).toMatch(/^M/)
})

test('longer beginnings win, unknown codes are general', () => {
  expect(familyOf('11B01')).toBe('wind')
  expect(familyOf('11B03')).toBe('rain')
  expect(familyOf('12G04')).toBe('fire')
  expect(familyOf('14H02')).toBe('network')
  expect(familyOf('14Y01')).toBe('security')
  expect(familyOf('99Z99')).toBe('other')
})
