// kill -9 in the middle of writing, several times on the same folder: nothing acknowledged is lost, the database checks, every
// chain verifies, and the sums kept change by change are those from scratch.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { verifyChain } from '../../shared/journal/chain.ts'
import { addDigest, emptyDigest, recordDigest } from '../../shared/journal/picture-code.ts'
import { sha256 } from '../../station/store/node-crypto.ts'
import { SPACE, must, open, rid, value } from '../station/store/stores.ts'
import { startProgram } from '../support/programs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { seededChance } from '../support/seeded.ts'

const ROUNDS = 4
const WRITER = fileURLToPath(new URL('./station-store-writer.ts', import.meta.url))

test('a station killed while it writes loses nothing it acknowledged', async () => {
  const folder = scratchFolder()
  const chance = seededChance(7)
  const acknowledged = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const writer = startProgram(WRITER, [folder, String(round * 10_000), `EPOCH${round}`])
    const until = 3 + Math.floor(chance() * 60)
    await writer.said(new RegExp(`^mine ${round * 10_000 + until}$`, 'm'))
    await writer.kill()
    // A line cut off by the kill is no acknowledgement.
    const lines = writer.output().slice(0, writer.output().lastIndexOf('\n')).split('\n')
    for (const line of lines) if (line.startsWith('mine ')) acknowledged.add(line.slice(5))
    const pos = Math.max(0, ...lines.map((line) => (line.startsWith('pos ') ? Number(line.slice(4)) : 0)))

    const { store, recovery } = await open({ folder })
    expect(recovery).toBeNull()
    for (const number of acknowledged) expect(store.read(SPACE, 'incident', rid(`mine${number}`))).toBeDefined()
    const { cursor, digest, records } = store.facts(SPACE)
    expect(cursor?.epoch === `EPOCH${round}` ? cursor.pos : 0).toBeGreaterThanOrEqual(pos)
    const theirs = store.tips(SPACE).find(({ station }) => station === `EPOCH${round}`)
    // Cursor and changes are one transaction: the chain ends where the cursor stands.
    if (cursor?.epoch === `EPOCH${round}`) expect(theirs?.seq).toBe(cursor.pos)
    for (const tip of store.tips(SPACE)) {
      const verified = value(verifyChain(store.chainLinks(SPACE, tip), sha256))
      expect(verified).toMatchObject({ seq: tip.seq, hash: tip.hash })
    }
    const sum = emptyDigest()
    let count = 0
    for (let bucket = 0; bucket < 256; bucket += 1)
      for (const [kind, id] of store.bucket(SPACE, bucket)) {
        addDigest(sum, recordDigest(must(store.read(SPACE, kind, id)), sha256), 1)
        count += 1
      }
    expect([sum, count]).toEqual([digest, records])
    store.close()
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 3)
}, 120_000)
