// What every ServerLog does with an order to destroy bodies (server/log/SPEC.md): run on SQLite and on PostgreSQL.
import { describe, expect, test } from 'vitest'
import type { ChangeId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import type { LogPlace } from './server-log-world.ts'
import { NOW_MS, SPACE, allChanges, push, world } from './server-log-world.ts'

/** Registers the suite for one implementation. `makePlace` is called inside a test and gives an empty place. */
export function eraseSuite(name: string, makePlace: () => LogPlace): void {
  describe(`${name}: destroying bodies`, () => {
    test('[SL-23] bodies go and headers stay, over a restart; the same order again finds nothing; a copy brings nothing back', async () => {
      const one = new ChainAuthor(SPACE, NOW_MS - 60_000)
      one.write('incident', 'i', { sourceName: 'secret name', title: 'a' })
      one.write('incident', 'j', { title: 'b' })
      // The last word says everything but the name once more, as the command does.
      one.write('incident', 'i', { sourceName: '', title: 'a' })
      const here = await world(makePlace, [one])
      await push(here, one)
      const { snapshot } = await here.log.openSnapshot(SPACE, NOW_MS)
      const before = await here.log.picture(SPACE)
      const gone = one.changes[0]
      const unknown = asId<ChangeId>('0'.repeat(32))
      const order = [{ kind: 'incident', id: asId<never>('i'), changes: [gone?.id ?? unknown, unknown] }]
      expect(await here.log.erase(SPACE, order)).toEqual({ erased: 1, absent: 1 })
      expect(await here.log.erase(SPACE, order)).toEqual({ erased: 0, absent: 2 })
      expect(await here.log.snapshotPart(SPACE, snapshot, 0)).toBeUndefined()
      await here.log.close()

      const log = await here.place.open()
      const stored = await allChanges(log)
      expect(stored.map(({ body }) => body === null)).toEqual([true, false, false])
      expect(stored.map(({ header }) => Buffer.from(header).toString('hex'))).toEqual(
        one.changes.map(({ header }) => Buffer.from(header).toString('hex')),
      )
      expect(await log.picture(SPACE)).toEqual(before)
      // A station that was away, or a file, brings the same change with its body.
      const again = await push({ ...here, log }, one)
      expect([again.commits, again.refused]).toEqual([[], []])
      expect((await allChanges(log))[0]?.body).toBeNull()
      await log.close()
    })

    test('[SL-23] of a space nobody wrote in, nothing goes', async () => {
      const { log } = await world(makePlace, [])
      const changes = [asId<ChangeId>('0'.repeat(32))]
      expect(await log.erase(asId('nowhere'), [{ kind: 'incident', id: asId('i'), changes }])).toEqual({
        erased: 0,
        absent: 1,
      })
      await log.close()
    })
  })
}
