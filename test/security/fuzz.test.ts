// Decoders against bytes that are almost right: valid frames, changes, packs, map packs and spreadsheets with some bytes
// changed, cut, doubled or put in. Each is read or refused, in bounded time, and nothing throws.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'cborg'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet, writeSheet } from '../../renderer/ui/spreadsheet.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { readChange } from '../../shared/journal/change.ts'
import { viewFrameSchema } from '../../shared/rpc/frames.ts'
import { METHODS } from '../../shared/rpc/methods.ts'
import { WATCHES } from '../../shared/rpc/watches.ts'
import { encodeFrame, flattenChanges, readAnswer, readEvent, readRequest } from '../../shared/sync/frame.ts'
import { decodePack, encodePack, packMapLength } from '../../shared/sync/pack.ts'
import type { RequestName } from '../../shared/sync/protocol.ts'
import { EVENTS, REQUESTS } from '../../shared/sync/protocol.ts'
import { PmtilesFile } from '../../station/engine/pmtiles-file.ts'
import { MbtilesFile } from '../../station/store/mbtiles-file.ts'
import { ChainAuthor } from '../support/chain-author.ts'
import { PNG, pmtilesOf, writeMbtiles } from '../support/map-packs.ts'
import { scratchFolder } from '../support/scratch.ts'
import { sha256 } from '../support/shared-crypto.ts'

const FUJIAN: SpaceId = asId('fujian')
/** Together well below twenty seconds. */
const limited = (numRuns: number, ms = 3_000): fc.Parameters<unknown> => ({ numRuns, interruptAfterTimeLimit: ms })

interface Edit {
  readonly at: number
  readonly how: 'flip' | 'cut' | 'double' | 'insert' | 'set'
  readonly byte: number
}

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
    how: fc.constantFrom<Edit['how']>('flip', 'cut', 'double', 'insert', 'set'),
    // Heads of CBOR that promise lengths, and anything.
    byte: fc.oneof(fc.constantFrom(0x9f, 0xbf, 0x5f, 0x9b, 0xbb, 0x5b, 0xfb, 0xff, 0x00, 0xc0, 0xd8), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 6 },
)

function mutated(bytes: Uint8Array, list: readonly Edit[]): Uint8Array {
  let now = [...bytes]
  for (const { at, how, byte } of list) {
    const index = Math.floor(at * now.length)
    if (how === 'flip') now[index] = (now[index] ?? 0) ^ (1 << (byte & 7))
    else if (how === 'set') now[index] = byte
    else if (how === 'insert') now.splice(index, 0, byte)
    else if (how === 'double') now.splice(index, 0, ...now.slice(index, index + byte))
    else now = now.slice(0, index)
  }
  return Uint8Array.from(now)
}

const one = new ChainAuthor(FUJIAN, Date.now() - 60_000)
one.write('incident', 'a', { title: '台风', level: 2, position: { lon: 119.3, lat: 26.08 } })
one.write('incident', 'a', { title: 'x'.repeat(300), dead: 1 })
const push = encodeFrame({ space: FUJIAN, changes: flattenChanges(one.changes), seals: [one.seal()] })
const order = encodeFrame({ token: 't', order: { order: 'saveOfficer', fields: { name: 'wang', role: 'viewer' } } })
const names = Object.keys(REQUESTS) as RequestName[]

test('[SY-23] frames: almost right requests, answers and events are read or are faults', () => {
  fc.assert(
    fc.property(fc.constantFrom(push, order), fc.constantFrom(...names), edits, (frame, name, list) => {
      const bytes = mutated(frame, list)
      const outcomes = [
        readRequest(name, bytes),
        readAnswer(name, bytes),
        ...Object.keys(EVENTS).map((event) => readEvent(event as never, bytes)),
      ]
      for (const outcome of outcomes)
        if (!outcome.ok && outcome.fault.kind !== 'spaceUnknown')
          expect(['malformed', 'tooLarge']).toContain(outcome.fault.kind)
    }),
    limited(3_000),
  )
})

test('[SY-23] whole values that fit no schema are faults, whatever they are', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.anything({ maxDepth: 4 }), (name, value) => {
      let frame: Uint8Array
      try {
        frame = encode({ space: 'fujian', changes: [], seals: [], token: 't', order: value, ...(value as object) })
      } catch {
        return
      }
      expect(typeof readRequest(name, frame).ok).toBe('boolean')
    }),
    limited(1_000),
  )
})

test('[JN-3] changes: a header or body of other bytes never passes for the one that was sealed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...one.changes), edits, fc.boolean(), (change, list, isBody) => {
      const body = change.body ?? new Uint8Array()
      const bent = isBody
        ? { header: change.header, body: mutated(body, list) }
        : { header: mutated(change.header, list), body }
      const read = readChange(bent, sha256)
      const isSame = Buffer.compare(isBody ? bent.body : bent.header, isBody ? body : change.header) === 0
      if (isBody) expect(read.ok).toBe(isSame)
      else if (read.ok) expect(read.value.id === change.id).toBe(isSame)
    }),
    limited(3_000),
  )
})

test('packs: an altered pack is read or refused', () => {
  const pack = encodePack({
    space: FUJIAN,
    station: one.key.station,
    madeMs: 1,
    changes: one.changes,
    seals: [one.seal()],
    keys: [{ station: one.key.station, publicKey: one.key.publicKey }],
    files: [{ sha256: 'ab'.repeat(32), bytes: 5 }],
  })
  fc.assert(
    fc.property(edits, (list) => {
      const bytes = mutated(pack, list)
      expect(packMapLength(bytes.subarray(0, 16)) ?? 0).toBeGreaterThanOrEqual(0)
      for (const part of [bytes, bytes.subarray(16)]) {
        const read = decodePack(part)
        if (!read.ok) expect(['fileUnreadable', 'versionUnsupported', 'malformed']).toContain(read.fault.kind)
      }
    }),
    limited(1_500),
  )
})

test('[RP-11] the local RPC: frames, methods and watches take anything and throw nothing', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, maxDepth: 3 }), (value) => {
      const frame = { t: 'call', id: 1, method: 'run', params: value }
      expect(typeof viewFrameSchema.safeParse(frame).success).toBe('boolean')
      for (const { input } of Object.values(METHODS)) expect(typeof input.safeParse(value).success).toBe('boolean')
      for (const { params } of Object.values(WATCHES)) expect(typeof params.safeParse(value).success).toBe('boolean')
    }),
    limited(300),
  )
})

test('map packs: an altered MBTiles or PMTiles is opened or refused, and its tiles are bytes or nothing', async () => {
  const folder = scratchFolder()
  const tiles = [0, 1, 2].map((z) => ({ z, x: 0, y: 0, bytes: PNG }))
  const paths = { mbtiles: join(folder, 'a.mbtiles'), pmtiles: join(folder, 'a.pmtiles') }
  writeMbtiles(paths.mbtiles, tiles, { metadata: { format: 'png', name: 'a' } })
  writeFileSync(paths.pmtiles, pmtilesOf(tiles, { type: 2, leaves: true }))
  const whole = { mbtiles: readFileSync(paths.mbtiles), pmtiles: readFileSync(paths.pmtiles) }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('mbtiles', 'pmtiles'), edits, async (form, list) => {
      const path = join(folder, `x.${form}`)
      writeFileSync(path, mutated(whole[form], list))
      const opened = form === 'mbtiles' ? MbtilesFile.open(path) : PmtilesFile.open(path)
      if (!opened.ok) return
      for (const z of [0, 1, 2, 24]) {
        const tile = await opened.value.tile(z, 0, 0)
        expect(tile.ok ? tile.value === undefined || tile.value instanceof Uint8Array : tile.fault.kind).toBeTruthy()
      }
      opened.value.close()
    }),
    limited(1_000, 5_000),
  )
}, 60_000)

test('spreadsheets: an altered .xlsx gives texts or nothing', async () => {
  const sheet = await writeSheet('a', [{ title: 't', width: 10 }], [['x', '=1'], [randomBytes(50).toString('hex')]])
  await fc.assert(
    fc.asyncProperty(edits, async (list) => {
      const read = await readSheet(mutated(sheet, list))
      expect(read === null || read.flat().every((cell) => typeof cell === 'string')).toBe(true)
    }),
    limited(400, 4_000),
  )
}, 60_000)
