// A key that nothing opens any more (the machine's key store was reset): moved aside, the station goes on as a new one on
// the same data. Nothing is lost; what the old key had not sealed for a server stays here, and holds up nothing.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { KEY_FILE } from '../../../station/store/station-key.ts'
import { liveServer } from '../../support/live-server.ts'
import type { LiveStation } from '../../support/live-station.ts'
import { liveStation } from '../../support/live-station.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { value } from '../store/stores.ts'

const FUJIAN: SpaceId = asId('fujian')

function write({ engine }: LiveStation, id: string): void {
  const drafts = [{ kind: 'incident', id: asId<RecordId>(id), fields: { title: id } }]
  value(engine.store.commit(FUJIAN, drafts, { officer: asId(''), nowMs: Date.now() }))
}

test(
  'the data are all there, the new station works and sends, and what waits under the old key is kept',
  { timeout: 60_000 },
  async () => {
    const server = await liveServer(scratchFolder())
    const folder = scratchFolder()
    const before = await liveStation(folder, '甲席')
    value(await before.call('join', { server: server.url, code: server.code(), stationName: '甲席' }))
    await before.until(({ link, spaces }) => link === 'linked' && spaces.length > 0)
    before.engine.sync.setCutOff(true)
    await before.until(({ link }) => link === 'cutOff')
    write(before, 'written-under-the-old-key')
    // The joining itself stands in the journal too.
    const { records, waiting } = before.engine.store.facts(FUJIAN)
    await before.engine.stop()

    renameSync(join(folder, KEY_FILE), join(folder, `${KEY_FILE}.locked`))
    const after = await liveStation(folder, '甲席')
    expect(after.engine.store.station).not.toBe(before.engine.store.station)
    expect(after.engine.store.facts(FUJIAN)).toMatchObject({ records, waiting })
    value(await after.call('join', { server: server.url, code: server.code(), stationName: '甲席' }))
    write(after, 'written-under-the-new-key')
    await after.until(
      ({ link, spaces }) => link === 'linked' && spaces[0]?.records === 2 && spaces[0].waiting === waiting,
    )
    // The server has the new station's change, and only that.
    const tips = await server.log.tips(FUJIAN)
    const chains = tips.map(({ station }) => station)
    expect(chains).toContain(after.engine.store.station)
    expect(chains).not.toContain(before.engine.store.station)
  },
)
