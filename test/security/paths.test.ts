// Names and paths that come from others lead nowhere but where they should: attachments, uploads, packs, backups, tiles,
// spaces, and the files of the console.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { answerAppRequest } from '../../electron/main/app-protocol.ts'
import { cleanFileName } from '../../shared/model/attachment.ts'
import { SPACE_ID } from '../../shared/model/directory.ts'
import { METHODS } from '../../shared/rpc/methods.ts'
import { serveFile } from '../../station/link/static-files.ts'
import { liveServer } from '../support/live-server.ts'
import { liveStation } from '../support/live-station.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'

const TRICKS = [
  '../../etc/passwd',
  '..\\..\\windows\\system32',
  '/etc/passwd',
  'C:\\x',
  'C:x',
  '\\\\server\\share',
  'a/../../b',
  '%2e%2e%2f',
  '....//',
  'a\u0000.png',
  'CON',
  'nul.txt',
  'a\u202egnp.exe',
  '.',
  '..',
  '~',
  '$HOME',
  'a\nb',
]

test('a file name of somebody else is one plain name, whatever it was', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...TRICKS), fc.string({ unit: 'binary', maxLength: 300 })), (name) => {
      const clean = cleanFileName(name)
      expect(clean).not.toMatch(/[/\\:<>"|?*\p{Cc}\p{Cf}]|^\.|^$/u)
      expect(cleanFileName(clean)).toBe(clean)
      expect(clean.length).toBeLessThanOrEqual(120)
    }),
    { numRuns: 500 },
  )
})

test('what names a file on disk is drawn or checked by form: uploads, packs, spaces, map sources', () => {
  const part = { total: 1, offset: 0, base64: '' }
  for (const trick of TRICKS) {
    expect(METHODS.putPack.input.safeParse({ upload: trick, ...part }).success).toBe(false)
    expect(METHODS.putAttachment.input.safeParse({ upload: trick, name: 'a', ...part }).success).toBe(false)
    expect(METHODS.importSpace.input.safeParse({ upload: trick }).success).toBe(false)
    expect(METHODS.exportBytes.input.safeParse({ pack: trick, offset: 0, length: 1 }).success).toBe(false)
    expect(SPACE_ID.test(trick)).toBe(false)
  }
})

test('[AD-7] [RP-13] a space with a path for an id is refused by the server; a backup writes over nothing', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'chief', 'administrator')
  const folder = scratchFolder()
  const station = await liveStation(folder, 'A')
  await station.call('join', { server: server.url, code: server.code(), stationName: '../../A' })
  await station.until(({ link }) => link === 'linked')
  expect((await station.call('signIn', { name: 'chief', password: 'a long password' })).ok).toBe(true)
  for (const space of ['../x', 'a/b', '..', 'directory', 'A', '__proto__']) {
    const order = { order: 'saveSpace', space, fields: { name: 'x', nameEn: 'x', kind: 'live', members: '*' } } as const
    expect([space, (await station.call('admin', { order })).ok]).toEqual([space, false])
  }
  const precious = join(scratchFolder(), 'precious.txt')
  writeFileSync(precious, 'precious')
  expect(await station.call('backup', { path: precious })).toMatchObject({
    ok: false,
    fault: { kind: 'alreadyExists' },
  })
  expect(await station.call('backup', { path: 'relative.db' })).toMatchObject({
    ok: false,
    fault: { kind: 'invalidInput' },
  })
  expect(readFileSync(precious, 'utf8')).toBe('precious')
  const fresh = join(scratchFolder(), 'new.db')
  expect(await station.call('backup', { path: fresh })).toMatchObject({ ok: true })
  const before = readdirSync(folder).toSorted()
  for (const source of TRICKS) {
    expect((await station.call('tile', { source, z: 0, x: 0, y: 0 })).ok).toBe(false)
    expect((await station.call('packBytes', { source, offset: 0, length: 1 })).ok).toBe(false)
    expect((await station.call('removeMapSource', { source })).ok).toBe(false)
  }
  expect(readdirSync(folder).toSorted()).toEqual(before)
})

test('no address of the browser host or of app:// leads out of the console’s folder', async () => {
  const root = scratchFolder()
  const folder = join(root, 'console')
  mkdirSync(folder)
  writeFileSync(join(folder, 'index.html'), 'console')
  writeFileSync(join(root, 'secret.txt'), 'outside')
  writeFileSync(join(root, 'console-secret.txt'), 'outside')
  const server = createServer((request, response) => {
    void serveFile(folder, (request.url ?? '/').split('?', 1)[0] ?? '/', request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const paths = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/a/../../secret.txt',
    '/../console-secret.txt',
    '//secret.txt',
    '/%00',
    '/%zz',
    '/./../secret.txt',
  ]
  for (const path of paths) {
    expect([path, await rawGet(port, path)]).not.toEqual([path, expect.stringContaining('outside')])
    const answer = await answerAppRequest(folder, new Request(`app://fengsui${path}`))
    expect([path, await answer.text()]).not.toEqual([path, 'outside'])
  }
  expect(await rawGet(port, '/')).toContain('console')
})

/** A request as it is typed: an HTTP client would tidy the path. */
function rawGet(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (part) => (said += part.toString('latin1')))
    socket.on('close', () => resolve(said))
    socket.on('error', () => resolve(said))
  })
}
