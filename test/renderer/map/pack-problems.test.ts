// Every reason for which a base map pack is refused has words in both languages.
import { expect, test } from 'vitest'
import { map as en } from '../../../renderer/i18n/en/map.ts'
import { map as zhCn } from '../../../renderer/i18n/zh-CN/map.ts'
import { PACK_PROBLEMS } from '../../../shared/model/pack-problems.ts'

test('every reason has words, and there are no words without a reason', () => {
  const reasons = [...PACK_PROBLEMS]
  expect([Object.keys(zhCn.packProblems), Object.keys(en.packProblems)]).toEqual([reasons, reasons])
})
