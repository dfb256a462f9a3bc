// Found by the hostile network: a bit turned over in the id of a record in a live frame, body and hash of body intact. The
// station took it for a change of its author: a record nobody wrote stood in its picture, and the change waited for ever to be
// sent to a server that rightly refused it.
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { joined, officer, signedIn } from '../../support/server-people.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const WRITTEN = 'marker-record-q1'
const DAMAGED = 'marker-record-11'

/** Passes bytes on; the first time `text` comes from the far side, `other` of the same length goes on in its place. */
async function exchangingProxy(
  target: number,
  text: string,
  other: string,
): Promise<{ readonly port: number; exchanged(): number }> {
  let exchanged = 0
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    for (const [one, peer] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => peer.destroy())
      one.on('close', () => peer.destroy())
    }
    near.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk: Buffer) => {
      const at = exchanged === 0 ? chunk.indexOf(text) : -1
      if (at >= 0) {
        exchanged += 1
        chunk.write(other, at, 'latin1')
      }
      near.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of open) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { port: (server.address() as AddressInfo).port, exchanged: () => exchanged }
}

test('[SY-35] a bit turned over in a live frame: nothing of it is taken, the next link brings what was written', async () => {
  const server = await liveServer(scratchFolder())
  const wang = await officer(server, 'wang')
  const author = await joined(server, 'author')
  await signedIn(author, 'wang')
  const folder = scratchFolder()
  await (await joined(server, 'reader', folder)).stop()
  const proxy = await exchangingProxy(Number(new URL(server.url).port), WRITTEN, DAMAGED)
  const reader = await syncStation({ folder, servers: [`http://127.0.0.1:${proxy.port}`] })
  await reader.until(() => reader.status().state === 'linked')
  author.write(INCIDENT, WRITTEN, { title: '积水' }, wang)
  await reader.until(() => reader.store.read(FUJIAN, INCIDENT, asId(WRITTEN)) !== undefined)
  expect(proxy.exchanged()).toBe(1)
  expect(reader.store.read(FUJIAN, INCIDENT, asId(DAMAGED))).toBeUndefined()
  await reader.until(() => reader.status().state === 'linked')
  expect(reader.store.facts(FUJIAN)).toMatchObject({ waiting: 0, digest: author.store.facts(FUJIAN).digest })
})
