// The command line as people run it: export, import into an empty folder, the same picture code, backup and restore, and
// what it says to bad input.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { shownValue } from '../../../shared/journal/merge.ts'
import { AUDIT } from '../../../shared/model/audit.ts'
import { createReads } from '../../../station/store/reads/station-reads.ts'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { SPACE, must, open, write } from '../store/stores.ts'

interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function fengsui(...args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['station/bin/fengsui.ts', ...args], { cwd: ROOT })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

async function stationWithIncident(): Promise<string> {
  const folder = scratchFolder()
  const { store } = await open({ folder })
  store.ensureSpace(SPACE)
  write(store, 'i1', { title: 'fire', level: 3, status: 'reported' })
  store.close()
  return folder
}

test('a space travels as a file into an empty folder: same picture code, verified, taken once', async () => {
  const from = await stationWithIncident()
  const to = scratchFolder()
  const file = join(scratchFolder(), 'space.fspack')
  const one = await fengsui('digest', '--data', from)
  expect(await fengsui('export', '--data', from, '--space', SPACE, '--to', file)).toMatchObject({ code: 0 })
  const first = await fengsui('import', '--data', to, '--from', file)
  expect([first.code, JSON.parse(first.out)]).toMatchObject([0, { added: 1, known: 0, problems: [] }])
  const again = await fengsui('import', '--data', to, '--from', file)
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, known: 1, problems: [] })
  const other = await fengsui('digest', '--data', to)
  expect(one.out).toBe(other.out)
  expect(one.out).toMatch(/^test [0-9A-Z]{4}-[0-9A-Z]{4} 1$/m)
  expect(await fengsui('verify', '--data', to)).toMatchObject({ code: 0 })
}, 60_000)

test('a backup restores the picture and keeps what was there', async () => {
  const folder = await stationWithIncident()
  const before = await fengsui('digest', '--data', folder)
  const copy = join(scratchFolder(), 'copy.db')
  expect(await fengsui('backup', '--data', folder, '--to', copy)).toMatchObject({ code: 0 })
  const { store } = await open({ folder })
  write(store, 'i2', { title: 'later' })
  store.close()
  expect(await fengsui('restore', '--data', folder, '--from', copy)).toMatchObject({ code: 0 })
  expect((await fengsui('digest', '--data', folder)).out).toBe(before.out)
  expect(readdirSync(folder).some((name) => name.startsWith('station-before-restore-'))).toBe(true)
}, 60_000)

test('an export and a backup at a stopped station leave records that name the machine’s account', async () => {
  const folder = await stationWithIncident()
  const place = scratchFolder()
  const to = join(place, 'space.fspack')
  expect(await fengsui('export', '--data', folder, '--space', SPACE, '--to', to)).toMatchObject({ code: 0 })
  expect(await fengsui('export', '--data', folder, '--space', 'nowhere', '--to', to)).toMatchObject({ code: 1 })
  expect(await fengsui('backup', '--data', folder, '--to', join(place, 'copy.db'))).toMatchObject({ code: 0 })
  const { store, db } = await open({ folder })
  const reads = createReads(db)
  const audits = [...reads.ofKind(must(reads.look(SPACE, '')), AUDIT)]
    .sort()
    .map((id) => must(store.read(SPACE, AUDIT, asId(id))))
    .map((record) => ['event', 'name', 'about', 'refused'].map((name) => shownValue(record, name)))
  store.close()
  const name = `fengsui: ${userInfo().username}`
  expect(audits).toEqual([
    ['exportSpace', name, SPACE, ''],
    ['exportSpace', name, 'nowhere', 'spaceUnknown'],
    ['backup', name, join(place, 'copy.db'), ''],
  ])
  expect((await fengsui('verify', '--data', folder)).code).toBe(0)
}, 60_000)

test('[SB-4] [SB-5] [SB-6] an encrypted backup with its files restores with its key into an empty folder', async () => {
  const folder = await stationWithIncident()
  const digest = await fengsui('digest', '--data', folder)
  const name = createHash('sha256').update('a photograph').digest('hex')
  const files = join(folder, 'files', name.slice(0, 2))
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, name), 'a photograph')
  const place = scratchFolder({ key: 'sixteen bytes of a key', other: 'sixteen bytes of another' })
  const [copy, key] = [join(place, 'copy.sealed'), join(place, 'key')]
  const made = await fengsui('backup', '--data', folder, '--to', copy, '--key-file', key, '--with-files')
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('new 1') })
  expect(readFileSync(copy).includes('SQLite format 3')).toBe(false)
  expect(readdirSync(folder).filter((one) => /backing-up|proving/.test(one))).toEqual([])
  const elsewhere = scratchFolder()
  const refused = await fengsui('restore', '--data', elsewhere, '--from', copy, '--key-file', join(place, 'other'))
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('the key is not the one')])
  expect(existsSync(join(elsewhere, 'station.db'))).toBe(false)
  expect(await fengsui('restore', '--data', elsewhere, '--from', copy, '--key-file', key)).toMatchObject({ code: 0 })
  expect((await fengsui('digest', '--data', elsewhere)).out).toBe(digest.out)
  expect(readFileSync(join(elsewhere, 'files', name.slice(0, 2), name), 'utf8')).toBe('a photograph')
}, 60_000)

test('bad input is answered in one line that names it', async () => {
  const folder = scratchFolder({ 'not-a-pack': 'hello' })
  const said = [
    await fengsui('digest', '--data', join(folder, 'nothing')),
    await fengsui('import', '--data', folder, '--from', join(folder, 'not-a-pack')),
    await fengsui('call', 'digest', '{bad', '--data', folder),
    await fengsui('restore', '--data', folder, '--from', join(folder, 'missing.db')),
  ]
  expect(
    said.map(({ code, err }) => [code, /^\p{Script=Han}.*\((\w+): /u.exec(err)?.[1], err.trim().split('\n').length]),
  ).toEqual([
    [1, 'notFound', 1],
    [1, 'fileUnreadable', 1],
    [1, 'invalidInput', 1],
    [1, 'fileUnreadable', 1],
  ])
}, 60_000)
