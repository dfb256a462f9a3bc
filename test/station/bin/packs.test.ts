// Export and import on the command line carry the files as well.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ContentStore, wholePath } from '../../../shared/sync/content-store.ts'
import { folderDisk } from '../../../station/files/folder-disk.ts'
import { hashOf, pictureBytes } from '../../support/file-station.ts'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, open, write } from '../store/stores.ts'

function fengsui(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['station/bin/fengsui.ts', ...args], { cwd: ROOT })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

test('a space with files travels as one file into an empty folder; what is not at the station is said', async () => {
  const from = scratchFolder()
  const bytes = pictureBytes(700_000)
  const file = { name: '现场.png', bytes: bytes.length, sha256: hashOf(bytes) }
  const fields = { incident: 'i1', mime: 'image/png', note: '', at: '2023-07-28T09:55:00+08:00', voidReason: null }
  const { store } = await open({ folder: from })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: 'fire', level: 3, status: 'reported' })
  const attached = [
    { kind: 'attachment', id: 'f1', fields: { ...fields, ...file } },
    { kind: 'attachment', id: 'f2', fields: { ...fields, ...file, name: '未到.png', sha256: 'ab'.repeat(32) } },
  ]
  expect(store.commit(SPACE, attached as never, { officer: '' as never, nowMs: Date.now() }).ok).toBe(true)
  store.close()
  const content = new ContentStore({ disk: folderDisk(join(from, 'files')), reserveBytes: 0 })
  expect(await content.put('', file, 0, bytes)).toMatchObject({ ok: true, value: { whole: true } })

  const pack = join(scratchFolder(), 'space.fspack')
  const written = await fengsui('export', '--data', from, '--space', SPACE, '--to', pack)
  expect(written).toMatchObject({ code: 0, out: `${pack}\n` })
  expect(written.err).toMatch(/^1 .* not at this station$/m)
  const to = scratchFolder()
  const taken = await fengsui('import', '--data', to, '--from', pack)
  expect([taken.code, JSON.parse(taken.out)]).toMatchObject([0, { added: 3, files: 1, problems: [] }])
  expect(hashOf(readFileSync(join(to, 'files', wholePath('', file))))).toBe(file.sha256)
  expect(existsSync(join(to, 'files/partial', `${file.sha256}-${file.bytes}`))).toBe(false)
  const again = await fengsui('import', '--data', to, '--from', pack)
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, files: 1, problems: [] })
}, 60_000)
