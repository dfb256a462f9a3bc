// Refusals as the command lines tell them.
import { expect, test } from 'vitest'
import { faultLine } from '../../../shared/base/fault-line.ts'
import type { FaultKind } from '../../../shared/base/fault.ts'
import { FAULTS, fault } from '../../../shared/base/fault.ts'

test('a refusal is one line in Chinese and English, with kind and message for whoever searches logs', () => {
  expect(faultLine(fault('diskFull', 'no space left on /data'))).toBe(
    '磁盘已满，已停止写入，请清理空间。 The disk is full; writing has stopped. Free some space. (diskFull: no space left on /data)',
  )
  for (const kind of Object.keys(FAULTS) as FaultKind[]) {
    const line = faultLine(fault(kind, 'why', { name: 'lin', until: '2026-12-01' }))
    expect(line).toMatch(/^\p{Script=Han}.*[a-z]{3}.* \(\w+: why\)$/u)
    expect(line).not.toMatch(/\{\{|\n/)
  }
})
