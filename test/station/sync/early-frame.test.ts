// Found by the soak: a commit in the very moment a station links. The server tells it before it has answered `follow`; left out,
// it would be missed until something else is written or pictures are compared a minute later.
import { expect, test } from 'vitest'
import { ok } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import { flattenChanges } from '../../../shared/sync/frame.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { pageOf, scriptedServer } from '../../support/scripted-server.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const EPOCH = 'epoch-1'

test('[SY-8] a live frame heard before the answer to follow is taken; one of another epoch is not', async () => {
  const writer = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  for (let index = 0; index < 3; index += 1) writer.write('incident', `r${index}`, { title: 'x' })
  const [, , third] = writer.changes
  if (third === undefined) throw new Error('no change')
  const frame = (epoch: string, from: number) => ({
    space: FUJIAN,
    epoch,
    from,
    changes: flattenChanges([third]),
    seals: [writer.seal()],
  })
  const server = await scriptedServer({
    follow() {
      server.emit('live', frame('epoch-0', 40))
      server.emit('live', frame(EPOCH, 3))
      // What the answer says was read before the commit.
      return ok({ epoch: EPOCH, tip: 2, mode: 'behind' })
    },
    pull: ({ after }) => ok(pageOf(after, writer.changes.slice(after, 2), [writer.seal()], 2)),
    have: () => ok({ epoch: EPOCH, tip: 2, tips: [] }),
  })
  const station = await syncStation({ folder: scratchFolder(), servers: [server.url] })
  await station.until(() => station.store.facts(FUJIAN).cursor?.pos === 3)
  expect(station.store.read(FUJIAN, 'incident', asId('r2'))).toBeDefined()
  expect(station.status().state).toBe('linked')
})
