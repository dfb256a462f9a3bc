// kill -9 in the middle of a file, on the way to the server and from it: the next start goes on from what was on disk, and
// what arrives is the file.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { FileStation } from '../support/file-station.ts'
import { SPACE, fileStation, hashOf, pictureBytes } from '../support/file-station.ts'
import type { LiveServer } from '../support/live-server.ts'
import { liveServer } from '../support/live-server.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { officer } from '../support/server-people.ts'

const SERVER = fileURLToPath(new URL('./file-server.ts', import.meta.url))
const CARRIER = fileURLToPath(new URL('./file-carrier.ts', import.meta.url))
const FILE = pictureBytes(45 * 1024 * 1024, 9)

async function desk(server: LiveServer, folder: string, name: string): Promise<FileStation> {
  const station = await fileStation(folder, name)
  await station.join(server)
  await station.must('signIn', { name: 'wang', password: 'a long password' })
  return station
}

/** Kills the program once a number in its output has grown past `enough`, and gives that number. */
async function killedAfter(args: readonly string[], pattern: RegExp, enough: number): Promise<number> {
  const program = startProgram(CARRIER, args)
  for (;;) {
    const [, digits = '0'] = await program.said(new RegExp(`${pattern.source}(?![\\s\\S]*${pattern.source})`, 'm'))
    if (Number(digits) > enough) {
      await program.kill()
      // What it had said by then, not what it may have done since.
      const last = [...program.output().matchAll(new RegExp(pattern.source, 'gm'))].at(-1)
      return Number(last?.[1])
    }
    await new Promise((resolve) => program.child.stdout?.once('data', resolve))
  }
}

const numbers = (output: string, pattern: RegExp): readonly number[] =>
  [...output.matchAll(new RegExp(pattern.source, 'gm'))].map((hit) => Number(hit[1]))

test('[SY-27] a station killed while it fetches a file, and again, goes on from what is on its disk', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const a = await desk(server, scratchFolder(), 'A')
  const incident = await a.report('断电')
  const atA = a.files(incident)
  const id = await a.attach(incident, 'large.png', FILE)
  await atA.until(([row]) => row?.sending === 'sent')

  const folder = scratchFolder()
  const b = await desk(server, folder, 'B')
  await b.files(incident).until(([row]) => row?.file === 'absent')
  await b.must('setCutOff', { cutOff: true })
  await b.must('fetchAttachment', { space: SPACE, attachment: id })
  await b.stop()

  const args = [folder, server.url, incident, 'wang']
  const fetching = /^fetching (\d+) /
  const first = await killedAfter(args, fetching, 2_000_000)
  const second = await killedAfter(args, fetching, first + 2_000_000)
  const last = startProgram(CARRIER, args)
  await last.said(/^here /m)
  const seen = numbers(last.output(), /^(?:fetching|asked) (\d+) /)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(second)
  expect(second).toBeLessThan(FILE.length)
  const hash = hashOf(FILE)
  const kept = readFileSync(join(folder, 'files', hash.slice(0, 2), hash))
  expect(createHash('sha256').update(kept).digest('hex')).toBe(hash)
})

test('[SY-27] a station killed while it sends a file goes on from what the server has', async () => {
  const server = await liveServer(scratchFolder())
  await officer(server, 'wang')
  const folder = scratchFolder()
  const a = await desk(server, folder, 'A')
  const incident = await a.report('断电')
  await a.must('setCutOff', { cutOff: true })
  const id = await a.attach(incident, 'large.png', FILE)
  await a.stop()

  const args = [folder, server.url, incident, 'wang']
  const sending = /^here \d+ sending (\d+)/
  const first = await killedAfter(args, sending, 2_000_000)
  const last = startProgram(CARRIER, args)
  await last.said(/^here \d+ sent /m)
  const seen = numbers(last.output(), sending)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(first)

  const b = await desk(server, scratchFolder(), 'B')
  const atB = b.files(incident)
  await atB.until(([row]) => row !== undefined)
  await b.must('fetchAttachment', { space: SPACE, attachment: id })
  await atB.until(([row]) => row?.file === 'here')
  const read = await b.read(id)
  expect(read.ok && hashOf(read.value)).toBe(hashOf(FILE))
})

test('[SY-27] a server killed while a file comes goes on from what is on its disk', async () => {
  const folder = scratchFolder()
  const first = await liveServer(folder)
  const { port } = new URL(first.url)
  await officer(first, 'wang')
  const a = await desk(first, scratchFolder(), 'A')
  const incident = await a.report('服务器断电')
  await a.must('setCutOff', { cutOff: true })
  await a.attach(incident, 'large.png', FILE)
  await first.close()

  const doomed = startProgram(SERVER, [folder, port])
  await doomed.said(/^ready$/m)
  const list = a.files(incident)
  await a.must('setCutOff', { cutOff: false })
  const [midway] = await list.until(([row]) => row?.sending === 'sending' && row.sentBytes > 2_000_000)
  await doomed.kill()
  await list.until(([row]) => row?.sending === 'waiting')
  const again = startProgram(SERVER, [folder, port])
  await again.said(/^ready$/m)
  await a.must('relink', {})
  const [resumed] = await list.until(([row]) => row?.sending === 'sending')
  expect(resumed?.sentBytes).toBeGreaterThanOrEqual(midway?.sentBytes ?? Infinity)
  await list.until(([row]) => row?.sending === 'sent')
})
