// Which spaces the lists of the desk cover.
import { expect, test } from 'vitest'
import { deskSpaces } from '../../../renderer/state/desk-spaces.ts'
import type { SpaceStatus } from '../../../shared/rpc/rows.ts'

function space(id: string, kind: SpaceStatus['kind'], closed = false): SpaceStatus {
  return {
    ...{ id, name: id, nameEn: id, kind, closed },
    ...{ pictureCode: '', records: 1, conflicts: 0, waiting: 0, waitingSinceMs: null },
    ...{ snapshotProgress: null, backfillProgress: null, differs: false, restricted: false },
  }
}

test('[FI-12] in a live space the desk covers every live one that is not closed, the shown one first', () => {
  const [region, few, over] = [space('region', 'live'), space('few', 'live'), space('over', 'live', true)]
  const [drill, demo] = [space('drill', 'exercise'), space('demo', 'demonstration')]
  const all = [region, drill, few, over, demo]
  expect(deskSpaces(all, few)).toEqual(['few', 'region'])
  expect(deskSpaces(all, region)).toEqual(['region', 'few'])
  expect(deskSpaces(all, over)).toEqual(['over', 'region', 'few'])
  expect(deskSpaces([], null)).toEqual([])
})

test('[FI-12] an exercise and a demonstration stand by themselves', () => {
  const [region, drill, demo] = [space('region', 'live'), space('drill', 'exercise'), space('demo', 'demonstration')]
  expect(deskSpaces([region, drill, demo], drill)).toEqual(['drill'])
  expect(deskSpaces([region, drill, demo], demo)).toEqual(['demo'])
})
