// The soak in its shortest form: twenty seconds of everything at once. `npm run soak -- --minutes N` is the same for longer.
import { expect, test } from 'vitest'
import { canGauge } from '../soak/gauges.ts'
import { soak } from '../soak/soak.ts'
import { faultSeed, told } from '../support/fault-row.ts'

test('twenty seconds of everything at once: one picture, nothing lost, everything verifies', async ({ task }) => {
  const report = await soak({ ms: 20_000, seats: 3, seed: faultSeed(4), say: () => undefined })
  expect([...report.problems, ...report.audit.problems]).toEqual([])
  expect(report.commands).toBeGreaterThan(20)
  expect(Object.values(report.happened).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(3)
  for (const count of [report.desk.attached, report.desk.issued, report.desk.signed, report.desk.reported])
    expect(count).toBeGreaterThan(0)
  // Too short to judge memory by; handles that are never closed would show even so.
  if (canGauge()) for (const { lastHandles } of report.slopes) expect(lastHandles).toBeLessThan(100)
  const { attached, issued, signed, reported } = report.desk
  told(task, { recorded: report.audit.recorded, attached, issued, signed, reported, lost: 0 })
}, 180_000)
