// The report over the samples of other systems: every file is read or refused with a reason, and none crashes.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/run-tool.ts'

const SAMPLES = join(ROOT, '../shared/interop')
const isHere = existsSync(SAMPLES)
if (!isHere) console.log(`not run: the samples are not at ${SAMPLES}`)

function report(...args: readonly string[]): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [join(ROOT, 'demo/interop-report.ts'), ...args], { cwd: ROOT, encoding: 'utf8' })
}

test.runIf(isHere)('every sample goes through: read, odd, or refused with a reason', () => {
  const { status, stdout } = report()
  expect(stdout).toMatch(/read \d+, read with something odd \d+, refused with a reason \d+, crashed 0\n$/)
  expect(stdout).toContain('refused cap/google-xee.cap')
  // CAP alerts in an EDXL-DE envelope are read, as docs/interconnect/cap.md says.
  expect(String(stdout).match(/^(read|odd) +edxl\//gm)).toHaveLength(2)
  expect(status).toBe(0)
})

test('without samples it says where it looked', () => {
  const { status, stderr } = report('/nowhere')
  expect(stderr).toContain('/nowhere')
  expect(status).toBe(2)
})
