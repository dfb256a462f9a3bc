// What the link found out is kept until an officer acknowledges it: counted while it stands open, over a restart too.
import { expect, test } from 'vitest'
import { fault } from '../../../shared/base/fault.ts'
import { Alerts } from '../../../station/engine/alerts.ts'
import type { SyncNotice } from '../../../station/sync/ports.ts'
import { NOW_MS, open } from '../store/stores.ts'

const FORK: SyncNotice = { notice: 'fork', space: 'fujian', station: 's2', chain: 1 }

test('a fork found again and again is one alert with a count, and outlives the program until acknowledged', async () => {
  const { store } = await open()
  const clock = { nowMs: NOW_MS }
  let changes = 0
  const parts = { store, nowMs: () => clock.nowMs, onChange: () => (changes += 1) }
  const alerts = new Alerts(parts)
  alerts.note(FORK)
  clock.nowMs += 60_000
  alerts.note(FORK)
  alerts.note({ notice: 'bad', space: 'fujian', fault: fault('hashMismatch', 'altered') })
  alerts.note({ notice: 'healed', space: 'fujian' })
  const after = new Alerts(parts)
  expect([changes, after.rows().map(({ kind, count, firstMs, lastMs }) => [kind, count, lastMs - firstMs])]).toEqual([
    3,
    [
      ['bad', 1, 0],
      ['fork', 2, 60_000],
    ],
  ])
  after.acknowledge(
    'Chen',
    after.rows().map(({ key }) => key),
  )
  after.acknowledge('Lin', [...after.rows().map(({ key }) => key), '17'])
  expect(new Alerts(parts).rows().map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(['Chen', 'Chen'])
})

test('what happens again after it was acknowledged is a new alert', async () => {
  const { store } = await open()
  const clock = { nowMs: NOW_MS }
  const alerts = new Alerts({ store, nowMs: () => clock.nowMs, onChange: () => undefined })
  alerts.note({ notice: 'revoked' })
  alerts.acknowledge(
    'Chen',
    alerts.rows().map(({ key }) => key),
  )
  clock.nowMs += 1
  alerts.note({ notice: 'revoked' })
  expect(alerts.rows().map(({ kind, acknowledgedMs }) => [kind, acknowledgedMs])).toEqual([
    ['revoked', null],
    ['revoked', NOW_MS],
  ])
})
