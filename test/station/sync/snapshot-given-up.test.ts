// Found by the simulation (seed 5034): a first picture that two damaged frames kept from coming was given up for the journal, but
// stood in the store as half loaded, and was shown as loading for ever.
import { expect, test } from 'vitest'
import { ok } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { pageOf, scriptedServer } from '../../support/scripted-server.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const EPOCH = 'epoch-1'

test('[SY-20] a snapshot begun elsewhere that cannot be finished is given up for the journal, and is loading no more', async () => {
  const writer = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  for (let index = 0; index < 3; index += 1) writer.write('incident', `r${index}`, { title: 'x' })
  const folder = scratchFolder()
  const before = await syncStation({ folder, servers: [] })
  before.store.beginSnapshot(FUJIAN, {
    snapshot: 'elsewhere',
    cursor: { epoch: 'another', pos: 9 },
    parts: 4,
    records: 9,
    digest: new Uint8Array(32),
    tips: [],
    seals: [],
  })
  expect(before.store.facts(FUJIAN).snapshot).toEqual({ got: 0, parts: 4 })
  await before.stop()
  const server = await scriptedServer({
    follow: () => ok({ epoch: EPOCH, tip: 3, mode: 'behind' }),
    pull: ({ after }) => ok(pageOf(after, writer.changes.slice(after), [writer.seal()], 3)),
    have: () => ok({ epoch: EPOCH, tip: 3, tips: [] }),
  })
  const station = await syncStation({ folder, servers: [server.url] })
  await station.until(() => station.store.facts(FUJIAN).cursor?.pos === 3)
  expect(server.asked.map(({ name }) => name)).toContain('openSnapshot')
  expect(station.store.facts(FUJIAN).snapshot).toBeNull()
  expect(station.store.read(FUJIAN, 'incident', asId('r2'))).toBeDefined()
})
