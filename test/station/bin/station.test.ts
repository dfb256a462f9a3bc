// The station's program as people start it: the demonstration on an empty folder, the command line beside it while it runs,
// its embedded server killed, and joining a server with a code.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { liveServer } from '../../support/live-server.ts'
import type { Program } from '../../support/programs.ts'
import { startProgram } from '../../support/programs.ts'
import { ROOT } from '../../support/run-tool.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { stationStatus } from '../../support/station-status.ts'

const SLOW = { timeout: 120_000 }

function station(folder: string, ...args: readonly string[]): Program {
  return startProgram('station/bin/node.ts', ['--data', folder, ...args])
}

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

test(
  '[HO-10] an empty folder opens on the demonstration; the command line asks the running station what it would read of a stopped one',
  SLOW,
  async () => {
    const folder = scratchFolder()
    const aside = scratchFolder()
    const program = station(folder, '--embedded-server', '--demo')
    await program.said(/Demonstration: signed in as (\S+)/)
    const address = (await program.said(/Console: (http:\/\/127\.0\.0\.1:\d+\/enter\?ticket=\S+)/))[1] ?? ''
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303)
    await stationStatus(folder, ({ spaces }) =>
      spaces.some((space) => space.records > 50 && space.snapshotProgress === null),
    )

    const copy = join(aside, 'copy.db')
    const running = {
      digest: await fengsui('digest', '--data', folder),
      verify: await fengsui('verify', '--data', folder),
      backup: await fengsui('backup', '--data', folder, '--to', copy),
      unknown: await fengsui('call', 'nothing', '{}', '--data', folder),
    }
    expect([running.digest.code, running.verify.code, running.backup.code]).toEqual([0, 0, 0])
    expect(running.digest.out).toMatch(/^demo-doksuri [0-9A-Z]{4}-[0-9A-Z]{4} \d+$/m)
    expect(running.unknown).toMatchObject({ code: 1, err: expect.stringMatching(/\(unknownMethod: /) })

    const before = readFileSync(join(folder, 'station.pid'), 'utf8')
    const refused = await fengsui('restore', '--data', folder, '--from', copy)
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining(`folderInUse: another station (process ${before})`),
    })
    expect(readdirSync(folder).filter((name) => name.startsWith('station-before-restore'))).toEqual([])

    await program.stop()
    // The live space has the audit record of the backup since.
    const lines = (text: string): readonly string[] =>
      text
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('fujian '))
        .toSorted()
    expect(lines((await fengsui('digest', '--data', folder)).out)).toEqual(lines(running.digest.out))
    expect(await fengsui('verify', '--data', folder)).toMatchObject({ code: 0 })
    expect(await fengsui('call', 'relink', '{}', '--data', folder)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\(notFound: /),
    })
    expect(existsSync(join(folder, 'station.port'))).toBe(false)

    // The restored station writes under a new chain: what it wrote after the backup is not claimed twice.
    const restored = await fengsui('restore', '--data', folder, '--from', copy)
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('present database kept') })
    expect(readdirSync(folder).filter((name) => /^station-before-restore-.*\.db$/.test(name))).toHaveLength(1)
    expect(lines((await fengsui('digest', '--data', folder)).out)).toEqual(lines(running.digest.out))
  },
)

test('a killed embedded server comes back, the station follows it, and who is signed in stays so', SLOW, async () => {
  const folder = scratchFolder()
  const program = station(folder, '--embedded-server', '--demo')
  await program.said(/Console: /)
  const linked = await stationStatus(folder, ({ link, officer }) => link === 'linked' && officer !== null)
  process.kill(Number(readFileSync(join(folder, 'server/server.pid'), 'utf8')), 'SIGKILL')
  await stationStatus(folder, ({ link }) => link === 'cutOff')
  const again = await stationStatus(folder, ({ link }) => link === 'linked')
  expect([again.station, again.officer?.id]).toEqual([linked.station, linked.officer?.id])
  await program.stop()
})

test(
  'while nobody is signed in, what needs an officer says so in one sentence, and the picture codes are shown all the same',
  SLOW,
  async () => {
    const folder = scratchFolder()
    const program = station(folder, '--server', 'http://127.0.0.1:1')
    await program.said(/Console: /)
    const verify = await fengsui('verify', '--data', folder)
    expect([verify.code, verify.err.trim().split('\n')]).toEqual([
      1,
      [expect.stringMatching(/\(notSignedIn: .*sign in at its console, or stop it/)],
    ])
    expect(await fengsui('digest', '--data', folder)).toMatchObject({ code: 0 })
    await program.stop()
  },
)

test('--join takes a code once; a wrong one is told, and the station runs all the same', SLOW, async () => {
  const server = await liveServer(scratchFolder())
  const folder = scratchFolder()
  const wrong = station(folder, '--server', server.url, '--join', 'ABCD-EFGH', '--name', '乙席')
  await wrong.said(/Console: /)
  const refused = await stationStatus(folder, ({ link }) => link === 'refused')
  expect(refused.linkFault?.kind).toBe('joinCodeInvalid')
  await wrong.stop()

  const joined = station(folder, '--server', server.url, '--join', server.code(), '--name', '乙席')
  await joined.said(/Console: /)
  expect((await stationStatus(folder, ({ link }) => link === 'linked')).stationName).toBe('乙席')
  await joined.stop()

  const again = station(folder)
  await again.said(/Console: /)
  expect((await stationStatus(folder, ({ link }) => link === 'linked')).server).toBe(server.url)
  await again.stop()
})

test('options that cannot be are refused before anything is made', SLOW, async () => {
  const folder = join(scratchFolder(), 'data')
  const said = await Promise.all(
    [
      ['--port', '99999'],
      ['--server', 'nonsense'],
    ].map(
      (args) =>
        new Promise<readonly [number | null, string]>((resolve) => {
          const child = spawn(process.execPath, ['station/bin/node.ts', '--data', folder, ...args], { cwd: ROOT })
          let err = ''
          child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
          child.on('close', (code) => resolve([code, err.trim()]))
        }),
    ),
  )
  expect(said).toEqual([
    [1, '--port 99999: 须为 must be 0–65535'],
    [1, '--server nonsense: 不是地址 not an address (http://host:port)'],
  ])
  expect(existsSync(folder)).toBe(false)
})
