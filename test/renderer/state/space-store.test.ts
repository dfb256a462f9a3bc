// Which space a window opens with: nobody's choice is overridden, and a live picture that holds something comes first.
import { expect, test } from 'vitest'
import { pickSpace } from '../../../renderer/state/space-store.ts'
import type { SpaceStatus } from '../../../shared/rpc/rows.ts'

function space(id: string, kind: SpaceStatus['kind'], records: number): SpaceStatus {
  return {
    id,
    name: id,
    nameEn: id,
    kind,
    pictureCode: '',
    records,
    conflicts: 0,
    waiting: 0,
    waitingSinceMs: null,
    snapshotProgress: null,
    backfillProgress: null,
    differs: false,
    closed: false,
  }
}

test('the demonstration is opened only while the live picture is empty and nothing was chosen', () => {
  const demo = space('demo', 'demonstration', 133)
  const [empty, used] = [space('fujian', 'live', 0), space('fujian', 'live', 1)]
  expect([
    pickSpace([empty, demo], null)?.id,
    pickSpace([demo, used], null)?.id,
    pickSpace([empty, demo], 'fujian')?.id,
    pickSpace([empty, demo], 'gone')?.id,
    pickSpace([empty], null)?.id,
    pickSpace([], null),
  ]).toEqual(['demo', 'fujian', 'fujian', 'demo', 'fujian', null])
})
