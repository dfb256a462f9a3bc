// Attachments at an encrypted station that works: taken in from a window, sent, fetched elsewhere, given to a window again; and not
// one word of them on its disk.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { ATTACHMENT } from '../../../shared/model/attachment.ts'
import { encryptFolder } from '../../../station/bin/encrypt-command.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { SPACE, deskStation } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const SECRET = new TextEncoder().encode('a passphrase of the centre')
const WORDS = '漳州化工泄漏现场照片，联系人欧阳佚名'

function holding(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    return statSync(path).isFile() && readFileSync(path).includes(text)
  })
}

async function encrypted(server: Awaited<ReturnType<typeof liveServer>>, name: string) {
  const folder = scratchFolder()
  const done = await encryptFolder(folder, SECRET)
  expect(done.ok).toBe(true)
  const station = await deskStation({ folder, name, server, agency: CENTRE, databaseSecret: SECRET })
  expect(await station.call('signIn', { name: 'lin', password: 'a long password' })).toMatchObject({ ok: true })
  return { folder, station }
}

async function bytesAt(station: DeskStation, attachment: string): Promise<string | undefined> {
  const part = await station.call('attachmentBytes', { space: SPACE, attachment, offset: 0, length: 500_000 })
  return part.ok ? Buffer.from(part.value.base64, 'base64').toString() : undefined
}

test('[ENC-6] a file attached at one encrypted station is read at another, and lies open in the folder of neither', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'lin')
  const [a, b] = [await encrypted(server, '甲席'), await encrypted(server, '乙席')]
  const incident = await a.station.must('reportIncident', { title: '化工泄漏', category: '12G01' })
  const content = `${WORDS}\n`.repeat(8_000)
  const bytes = Buffer.from(content)
  const upload = 'ab'.repeat(16)
  const half = 200_001
  let file
  for (const [offset, end] of [
    [0, half],
    [half, bytes.length],
  ] as const) {
    const base64 = bytes.subarray(offset, end).toString('base64')
    const put = await a.station.call('putAttachment', { upload, name: '说明.txt', total: bytes.length, offset, base64 })
    if (!put.ok) throw new Error(put.fault.message)
    file = put.value.file ?? undefined
    expect(holding(a.folder, WORDS)).toEqual([])
  }
  if (file === undefined) throw new Error('the file did not come together')
  const attachment = await a.station.must('attachFile', { incident, name: '说明.txt', ...file })
  const read = await bytesAt(a.station, attachment)
  expect([read !== undefined && content.startsWith(read), (read?.length ?? 0) > half / 4]).toEqual([true, true])
  await b.station.until(
    () => b.station.engine.store.read(SPACE as never, ATTACHMENT, attachment as never) !== undefined,
  )
  await b.station.call('fetchAttachment', { space: SPACE, attachment })
  await expect.poll(() => bytesAt(b.station, attachment), { timeout: 20_000 }).toContain(WORDS)
  for (const { folder, station } of [a, b]) {
    await station.stop()
    expect(holding(folder, WORDS)).toEqual([])
  }
})
