// Joining while the station is already trying that server: the code belongs to the next attempt, whatever ends this one.
import { expect, test } from 'vitest'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { syncStation } from '../../support/sync-station.ts'

test('[SY-4] a code given in the middle of an attempt without one is used, and the answer is its own', async () => {
  const server = await liveServer(scratchFolder())
  const station = await syncStation({ folder: scratchFolder(), servers: [server.url] })
  const joined = station.client.join(server.url, server.code())
  expect(await joined).toEqual({ ok: true, value: null })
  await station.until(() => station.status().state === 'linked')
})
