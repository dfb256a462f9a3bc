// Every reason for which a base map, a pack or a tile is not taken or not shown has words in both languages.
import { expect, test } from 'vitest'
import { basemapWords } from '../../../renderer/features/map/basemap-words.ts'
import { map as en } from '../../../renderer/i18n/en/map.ts'
import { setLanguage } from '../../../renderer/i18n/i18n.ts'
import { map as zhCn } from '../../../renderer/i18n/zh-CN/map.ts'
import { BasemapRefused, reasonOf } from '../../../renderer/map/basemap-reason.ts'
import { BASEMAP_PROBLEMS } from '../../../renderer/map/worker/basemap-problems.ts'
import { fault } from '../../../shared/base/fault.ts'
import { PACK_PROBLEMS } from '../../../shared/model/pack-problems.ts'
import { TILE_PROBLEMS } from '../../../shared/model/tile-problems.ts'

test('every reason has words, and there are no words without a reason', () => {
  for (const words of [zhCn, en])
    expect([words.packProblems, words.tileProblems, words.basemapProblems].map(Object.keys)).toEqual([
      PACK_PROBLEMS,
      TILE_PROBLEMS,
      BASEMAP_PROBLEMS,
    ])
})

test('a refusal is told by its reason, one without a reason by its kind, anything unforeseen as damage', () => {
  const refused = fault('fileUnreadable', 'the tile address answered 418', { why: 'tile.keyRefused', status: 418 })
  const damaged = fault('fileUnreadable', 'the tile is damaged', { why: 'damaged' })
  const plain = fault('linkLost', 'the link is gone')
  setLanguage('zh-CN')
  expect([refused, damaged, plain, 'gone' as const].map(basemapWords)).toEqual([
    '地图服务拒绝了请求（状态 418），密钥可能不对或已用完',
    zhCn.packProblems.damaged,
    expect.not.stringContaining('link is gone'),
    zhCn.basemapProblems.gone,
  ])
  setLanguage('en')
  expect(basemapWords(refused)).toBe('The map server refused (status 418): the key may be wrong or used up')
  expect([reasonOf(new BasemapRefused(plain)), reasonOf(new TypeError('x'))]).toEqual([plain, 'damaged'])
})
