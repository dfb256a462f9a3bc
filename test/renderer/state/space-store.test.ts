// Which space a window opens with: nobody's choice is overridden, and a live picture that holds something comes first.
import { expect, test } from 'vitest'
import { pickSpace, waitingLive } from '../../../renderer/state/space-store.ts'
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
    restricted: false,
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

test('a window that shows the demonstration stays there when the live picture fills, and tells of it until someone chooses', () => {
  const demo = space('demo', 'demonstration', 133)
  const used = space('fujian', 'live', 1)
  const spaces = [used, demo]
  expect([
    pickSpace(spaces, null, 'demo')?.id,
    waitingLive(spaces, { chosen: null, held: 'demo' }),
    waitingLive(spaces, { chosen: 'demo', held: 'demo' }),
    waitingLive(spaces, { chosen: 'fujian', held: 'demo' }),
    waitingLive([space('fujian', 'live', 0), demo], { chosen: null, held: 'demo' }),
    pickSpace([used], null, 'demo')?.id,
  ]).toEqual(['demo', 'fujian', null, null, null, 'fujian'])
})

test('nobody writes in a space of chosen agencies by accident: one of all agencies is opened first', () => {
  const few = { ...space('a-few', 'live', 9), restricted: true }
  const all = space('fujian', 'live', 1)
  expect([
    pickSpace([few, all], null)?.id,
    pickSpace([few, all], 'a-few')?.id,
    pickSpace([few, all], null, 'a-few')?.id,
    pickSpace([few], null)?.id,
  ]).toEqual(['fujian', 'a-few', 'a-few', 'a-few'])
})
