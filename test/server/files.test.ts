// What a server does with files of honest, hasty and hostile stations, over real sockets.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { SPACE } from '../../shared/model/directory.ts'
import { MAX_FILE_PART_BYTES } from '../../shared/sync/file-protocol.ts'
import { readEvent } from '../../shared/sync/frame.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { scratchFolder } from '../support/scratch.ts'
import { joined, officer, signedIn } from '../support/server-people.ts'
import { testKey } from '../support/shared-crypto.ts'
import type { SyncStation } from '../support/sync-station.ts'
import { FUJIAN } from '../support/sync-station.ts'
import { wireClient } from '../support/wire-client.ts'

const BYTES = Uint8Array.from({ length: 600_000 }, (_, index) => (index * 7 + (index >> 9)) & 0xff)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const kindOf = (result: { readonly ok: boolean; readonly fault?: { readonly kind: string } }): string =>
  result.ok ? 'ok' : (result.fault?.kind ?? '')

interface Scene {
  readonly folder: string
  readonly server: LiveServer
  readonly wang: OfficerId
  readonly a: SyncStation
  /** Writes an attachment's record and waits until the server has it. */
  name(
    id: string,
    bytes: Uint8Array,
    fields?: { readonly [name: string]: string | number },
    space?: string,
  ): Promise<void>
  put(id: string, offset: number, part: Uint8Array, space?: string): ReturnType<SyncStation['client']['request']>
}

async function scene(): Promise<Scene> {
  const folder = scratchFolder()
  const server = await liveServer(folder)
  const wang = await officer(server, 'wang')
  const a = await joined(server, 'A')
  await signedIn(a, 'wang')
  return {
    folder,
    server,
    wang,
    a,
    async name(id, bytes, fields = {}, space = FUJIAN) {
      const record = { incident: 'i1', name: 'a.bin', mime: 'application/octet-stream', note: '' }
      const file = { bytes: bytes.length, sha256: hashOf(bytes), at: '2023-07-28T09:55:00+08:00' }
      a.write('attachment', id, { ...record, ...file, ...fields }, wang, asId(space))
      await a.until(() => a.store.facts(asId(space)).waiting === 0)
    },
    put: (id, offset, part, space = FUJIAN) => a.client.request('putFile', { space, attachment: id, offset, part }),
  }
}

test('[SY-25] a file is put and fetched only where the space’s journal names it, by its members', async () => {
  const { server, a, name, put } = await scene()
  expect(kindOf(await put('f1', 0, BYTES.subarray(0, 10)))).toBe('notFound')
  await name('f1', BYTES)
  expect(await a.client.request('askFiles', { space: FUJIAN, attachments: ['f1', 'nobody'] })).toEqual({
    ok: true,
    value: { epoch: server.log.epoch, files: [{ attachment: 'f1', have: 0, whole: false }] },
  })
  for (let offset = 0; offset < BYTES.length; offset += MAX_FILE_PART_BYTES)
    expect(kindOf(await put('f1', offset, BYTES.subarray(offset, offset + MAX_FILE_PART_BYTES)))).toBe('ok')
  const got = await a.client.request('getFile', { space: FUJIAN, attachment: 'f1', offset: 599_990, length: 100 })
  expect(got).toEqual({ ok: true, value: { part: BYTES.subarray(599_990), bytes: BYTES.length } })

  // A closed space that others share: naming the same hash there opens nothing, and strangers are not answered.
  const fields = { name: 'closed', nameEn: 'closed', kind: 'exercise', members: [CENTRE] }
  await server.access.setUp([{ kind: SPACE, id: asId('secret'), fields }])
  await a.until(() => a.store.spaces().includes(asId('secret')) && a.status().state === 'linked')
  await name('copy', BYTES, {}, 'secret')
  const stolen = await a.client.request('getFile', { space: 'secret', attachment: 'copy', offset: 0, length: 10 })
  expect(kindOf(stolen)).toBe('fileNotHere')
  expect(kindOf(await a.client.request('getFile', { space: 'nowhere', attachment: 'f1', offset: 0, length: 10 }))).toBe(
    'spaceUnknown',
  )
  const stranger = await wireClient(server.url)
  const request = { space: FUJIAN, attachment: 'f1', offset: 0, length: 10 }
  expect(kindOf(await stranger.request('getFile', request))).toBe('notSignedIn')
})

test('[SY-26] what comes and is not the named file is dropped and refused; the right bytes are taken afterwards', async () => {
  const { folder, a, name, put } = await scene()
  await name('f1', BYTES.subarray(0, 1_000))
  expect(kindOf(await put('f1', 0, BYTES.subarray(1, 1_001)))).toBe('hashMismatch')
  const asked = await a.client.request('askFiles', { space: FUJIAN, attachments: ['f1'] })
  expect(asked.ok && asked.value.files).toEqual([{ attachment: 'f1', have: 0, whole: false }])
  const left = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
  expect(await put('f1', 0, BYTES.subarray(0, 1_000))).toEqual({ ok: true, value: { have: 1_000, whole: true } })
})

test('[SY-26] a station that sends wrong bytes keeps nobody else from sending the right ones', async () => {
  const { folder, server, a, name, put } = await scene()
  await name('f1', BYTES)
  const hostile = await wireClient(server.url)
  expect((await hostile.hello(testKey(), server.code())).ok).toBe(true)
  const wrong = new Uint8Array(200_000).fill(7)
  const request = { space: FUJIAN, attachment: 'f1' }
  expect(kindOf(await hostile.request('putFile', { ...request, offset: 0, part: wrong }))).toBe('ok')
  const asked = await a.client.request('askFiles', { space: FUJIAN, attachments: ['f1'] })
  expect(asked.ok && asked.value.files[0]?.have).toBe(0)
  await put('f1', 0, BYTES.subarray(0, 200_000))
  await hostile.request('putFile', { ...request, offset: 200_000, part: wrong })
  await put('f1', 200_000, BYTES.subarray(200_000, 400_000))
  expect(await put('f1', 400_000, BYTES.subarray(400_000))).toEqual({ ok: true, value: { have: 600_000, whole: true } })
  // The other one hears that it is there, and what it had sent is gone.
  const late = await hostile.request('putFile', { ...request, offset: 400_000, part: wrong })
  expect(late).toEqual({ ok: true, value: { have: 600_000, whole: true } })
  const left = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([hashOf(BYTES)])
})

test('[SY-27] a server that was stopped in the middle of a file goes on from what it had', async () => {
  const { folder, server, a, name, put } = await scene()
  await name('f1', BYTES)
  await put('f1', 0, BYTES.subarray(0, 200_000))
  const port = Number(new URL(server.url).port)
  await server.close()
  await liveServer(folder, port)
  await a.until(() => a.status().state === 'linked')
  const asked = await a.client.request('askFiles', { space: FUJIAN, attachments: ['f1'] })
  expect(asked.ok && asked.value.files).toEqual([{ attachment: 'f1', have: 200_000, whole: false }])
  // Too far ahead changes nothing and says where to go on.
  expect(await put('f1', 400_000, BYTES.subarray(400_000, 500_000))).toEqual({
    ok: true,
    value: { have: 200_000, whole: false },
  })
  await put('f1', 200_000, BYTES.subarray(200_000, 400_000))
  expect(await put('f1', 400_000, BYTES.subarray(400_000))).toEqual({ ok: true, value: { have: 600_000, whole: true } })
})

test('[SY-28] oversize files, parts beyond the end or above the limit, path tricks and programs are refused', async () => {
  const { folder, server, name, put } = await scene()
  const small = BYTES.subarray(0, 100)
  await name('huge', small, { bytes: 60 * 1024 * 1024 })
  await name('path', small, { sha256: '../../../../tmp/fengsui' })
  await name('short', small)
  await name('program', small, { name: 'photo.jpg.exe' })
  const windows = new TextEncoder().encode('MZ\u0090\u0000 program')
  await name('disguised', windows, { name: 'photo.jpg' })
  const answers = [
    await put('huge', 0, small),
    await put('path', 0, small),
    await put('short', 50, BYTES.subarray(0, 51)),
    await put('program', 0, small),
    await put('disguised', 0, windows),
    await put('short', 0, new Uint8Array(MAX_FILE_PART_BYTES + 1)),
    await put('short', 0, new Uint8Array(0)),
  ]
  expect(answers.map(kindOf)).toEqual([
    'notFound',
    'notFound',
    'tooLarge',
    'fileTypeRefused',
    'fileTypeRefused',
    'malformed',
    'ok',
  ])
  expect(existsSync('/tmp/fengsui')).toBe(false)
  // Not even a folder was made.
  expect(existsSync(join(folder, 'files'))).toBe(false)
  expect(server.hub.counts.refused).toBeGreaterThanOrEqual(6)
})

test('[SY-30] a missing file is asked for among the stations of the space, not endlessly; its arrival is told', async () => {
  const { server, a, name, put } = await scene()
  await name('f1', BYTES.subarray(0, 500))
  const other = await wireClient(server.url)
  const key = testKey()
  expect((await other.hello(key, server.code())).ok).toBe(true)
  await other.request('follow', { space: FUJIAN, cursor: null })
  const wanted = other.next('file')
  const request = { space: FUJIAN, attachment: 'f1', offset: 0, length: 10 }
  for (let times = 0; times < 5; times += 1)
    expect(kindOf(await a.client.request('getFile', request))).toBe('fileNotHere')
  expect(readEvent('file', await wanted)).toEqual({
    ok: true,
    value: { space: FUJIAN, attachment: 'f1', file: 'wanted' },
  })
  const whole = other.next('file')
  await put('f1', 0, BYTES.subarray(0, 500))
  expect(readEvent('file', await whole)).toMatchObject({ value: { file: 'whole' } })
  expect(other.events.filter((event) => event.name === 'file')).toHaveLength(2)
})
