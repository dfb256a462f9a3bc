// Found by flipping bits between station and server: a position that was damaged on its way made a station pass over changes.
// Its picture was healed, record by record; its journal never was, and frames below a cursor too high were taken for known.
import { expect, test } from 'vitest'
import { ok } from '../../../shared/base/fault.ts'
import { flattenChanges } from '../../../shared/sync/frame.ts'
import { encodeFrame } from '../../../shared/sync/frame.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import { ChainAuthor } from '../../support/chain-author.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { scriptedServer } from '../../support/scripted-server.ts'
import type { Script } from '../../support/scripted-server.ts'
import type { SyncStation } from '../../support/sync-station.ts'
import { FUJIAN, syncStation } from '../../support/sync-station.ts'

const EPOCH = 'epoch-1'
const COUNT = 6

interface Rig {
  readonly station: SyncStation
  readonly pulls: number[]
}

/** A server with six changes whose first page says it ends at `upTo` while it holds `held` of them. */
async function rig(upTo: number, held: number): Promise<Rig> {
  const writer = new ChainAuthor(FUJIAN, Date.now() - 60_000)
  for (let index = 0; index < COUNT; index += 1) writer.write('incident', `r${index}`, { title: `t${index}` })
  const full = await syncStation({ folder: scratchFolder(), servers: [] })
  full.store.receive(FUJIAN, writer.changes, [writer.seal()], { nowMs: Date.now(), agreed: true, historyOnly: false })
  const truth = full.store
  const [pos, pulls] = [COUNT, [] as number[]]
  const last = writer.changes.at(-1)
  if (last === undefined) throw new Error('no change')
  const tip = { station: writer.key.station, chain: writer.chain, branch: '' as const, seq: COUNT, hash: last.hash }
  const script: Script = {
    follow: () => ok({ epoch: EPOCH, tip: COUNT, mode: 'behind' }),
    pull({ after }) {
      const isFirst = pulls.length === 0
      pulls.push(after)
      const end = isFirst ? held : COUNT
      const changes = flattenChanges(writer.changes.slice(after, end))
      const page = { after, upTo: isFirst ? upTo : end, tip: COUNT, changes, seals: [writer.seal()] }
      return ok({ zstd: false, page: encodeFrame(page) })
    },
    have: () => ok({ epoch: EPOCH, tip: COUNT, tips: [tip] }),
    check: () => ok({ epoch: EPOCH, pos, digest: truth.facts(FUJIAN).digest }),
    buckets: () => ok({ epoch: EPOCH, pos, buckets: [...truth.buckets(FUJIAN)] }),
    bucket: ({ bucket }) =>
      ok({ epoch: EPOCH, pos, records: truth.bucket(FUJIAN, bucket).map(([kind, id, digest]) => [kind, id, digest]) }),
    history({ record }) {
      const changes = writer.changes.filter(({ head }) => head.record === record)
      return ok({ changes: flattenChanges(changes), positions: changes.map(({ head }) => head.seq), more: false })
    },
  }
  const server = await scriptedServer(script)
  const station = await syncStation({ folder: scratchFolder(), servers: [server.url], checkEveryMs: 50 })
  return { station, pulls }
}

const held = ({ store }: SyncStation): number => Math.max(0, ...store.tips(FUJIAN).map(({ seq }) => seq))

test('[SY-21] changes passed over below the cursor are pulled again: the journal is whole, not the picture alone', async () => {
  const { station, pulls } = await rig(COUNT, 3)
  await station.until(() => held(station) === COUNT)
  expect(pulls).toEqual([0, 0])
  expect(station.store.facts(FUJIAN).cursor?.pos).toBe(COUNT)
  await station.until(() => station.notices.some(({ notice }) => notice === 'healed'))
  const { chains, pictureProblems } = verifyStore(station.store)
  expect([chains.filter(({ problem }) => problem !== null), pictureProblems]).toEqual([[], []])
})

test('[SY-21] a cursor beyond everything the server has is noticed while the link holds', async () => {
  const { station, pulls } = await rig(COUNT + 256, 3)
  await station.until(() => held(station) === COUNT && station.store.facts(FUJIAN).cursor?.pos === COUNT)
  expect(pulls).toEqual([0, 0])
  expect(station.status().state).toBe('linked')
})
