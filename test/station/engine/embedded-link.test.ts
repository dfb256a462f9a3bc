// A station and the server beside it: joined once, followed to another address, said to be gone, left alone when an
// administrator gave the station a server.
import { expect, onTestFinished, test } from 'vitest'
import type { ServerAnnouncement } from '../../../shared/host/engine-messages.ts'
import { EmbeddedServer } from '../../../station/bin/embedded-server.ts'
import { liveServer } from '../../support/live-server.ts'
import { liveStation } from '../../support/live-station.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { value } from '../store/stores.ts'

const SLOW = { timeout: 60_000 }

async function embedded(
  folder: string,
): Promise<{ readonly server: EmbeddedServer; readonly announced: ServerAnnouncement }> {
  return new Promise((resolve, reject) => {
    const server: EmbeddedServer = new EmbeddedServer({
      folder,
      demo: false,
      onRuns: (announced) => resolve({ server, announced }),
      onDown: (reason) => reject(new Error(reason)),
      onFirstPassword: () => undefined,
    })
    onTestFinished(() => server.stop())
  })
}

test(
  '[HO-6] joined once by its code, followed to another address without one, its old address forgotten',
  SLOW,
  async () => {
    const folder = scratchFolder()
    const station = await liveStation(scratchFolder(), '本机席位')
    const first = await embedded(folder)
    expect(value(await station.engine.embedded.runs(first.announced, '本机席位'))).toBeNull()
    await station.until(({ link }) => link === 'linked')
    await first.server.stop()
    const second = await embedded(folder)
    const { joinCode: _none, ...announced } = second.announced
    value(await station.engine.embedded.runs(announced, '本机席位'))
    const linked = await station.until(({ link, server }) => link === 'linked' && server === announced.url)
    expect(linked.spaces.length).toBeGreaterThan(0)
    expect(station.engine.store.meta('sync.servers')).toEqual([announced.url])
    expect(Object.keys(station.engine.store.meta('sync.pins') as object)).toEqual([announced.url])
  },
)

test('when it has stopped too often the officer is told by the status, until it runs again', SLOW, async () => {
  const folder = scratchFolder()
  const station = await liveStation(scratchFolder(), '本机席位')
  const { server, announced } = await embedded(folder)
  value(await station.engine.embedded.runs(announced, '本机席位'))
  await station.until(({ link }) => link === 'linked')
  await server.stop()
  station.engine.embedded.down('exit SIGKILL')
  const told = await station.until(({ link, linkFault }) => link === 'cutOff' && linkFault?.kind === 'serverStopped')
  expect(told.linkFault?.message).toContain('exit SIGKILL')
  const again = await embedded(folder)
  value(await station.engine.embedded.runs(again.announced, '本机席位'))
  expect((await station.until(({ link }) => link === 'linked')).linkFault).toBeNull()
})

test('[HO-6] a station that was given a server stays with it, and does not mind the embedded one', SLOW, async () => {
  const centre = await liveServer(scratchFolder())
  const station = await liveStation(scratchFolder(), '本机席位')
  expect(await station.call('join', { server: centre.url, code: centre.code(), stationName: '甲席' })).toMatchObject({
    ok: true,
  })
  const beside = await embedded(scratchFolder())
  value(await station.engine.embedded.runs(beside.announced, '本机席位'))
  station.engine.embedded.down('gone')
  const status = await station.until(({ link }) => link === 'linked')
  expect([status.server, status.linkFault, status.stationName]).toEqual([centre.url, null, '甲席'])
  expect(station.engine.store.meta('sync.servers')).toEqual([centre.url])
})
