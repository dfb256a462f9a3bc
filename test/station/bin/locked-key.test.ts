// The command line on the folder of a desktop program, whose key only its key store opens: what needs no signature works,
// what needs one is refused in one sentence.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, open, write } from '../store/stores.ts'

function fengsui(...args: readonly string[]): Promise<readonly [number | null, string]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['station/bin/fengsui.ts', ...args], { cwd: ROOT })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve([code, said.trim()]))
  })
}

test('digest, verify, backup and restore need no key; export does, and says so', { timeout: 60_000 }, async () => {
  const folder = scratchFolder()
  const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 9)
  const { store } = await open({ folder, protect: turned, unprotect: turned })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: 'fire' })
  store.close()
  const aside = scratchFolder()
  const copy = join(aside, 'copy.db')
  const digest = await fengsui('digest', '--data', folder)
  expect(digest).toEqual([0, expect.stringMatching(/^test [0-9A-Z]{4}-[0-9A-Z]{4} 1$/)])
  expect((await fengsui('verify', '--data', folder))[0]).toBe(0)
  expect((await fengsui('backup', '--data', folder, '--to', copy))[0]).toBe(0)
  expect((await fengsui('restore', '--data', folder, '--from', copy))[0]).toBe(0)
  expect(await fengsui('digest', '--data', folder)).toEqual(digest)
  const exported = await fengsui('export', '--data', folder, '--space', SPACE, '--to', join(aside, 'space.fspack'))
  expect(exported).toEqual([1, expect.stringMatching(/\(keyLocked: .*desktop program\)$/)])
})
