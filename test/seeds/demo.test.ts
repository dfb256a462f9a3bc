// The demonstration as shipped: readable, sealed, fitting the models, plausible on the map, and built the same every time.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { demoFiles } from '../../seeds/build/demo.ts'
import { landRings, landTest } from '../../seeds/build/land.ts'
import { startServer } from '../../server/bin/start-server.ts'
import { asId } from '../../shared/base/ids.ts'
import { isInPolygons } from '../../shared/geo/polygon.ts'
import { shapesOf } from '../../shared/geo/topology.ts'
import type { Topology } from '../../shared/geo/topology.ts'
import { sealHolds, verifyChain } from '../../shared/journal/chain.ts'
import type { Change } from '../../shared/journal/change.ts'
import { readChange } from '../../shared/journal/change.ts'
import type { RecordState } from '../../shared/journal/merge.ts'
import { conflictsOf, shownFields } from '../../shared/journal/merge.ts'
import { agencySchema, officerSchema, spaceSchema, stationSchema } from '../../shared/model/directory.ts'
import { eventCodesSchema } from '../../shared/model/event-codes.ts'
import { incidentSchema } from '../../shared/model/incident.ts'
import type { Incident } from '../../shared/model/incident.ts'
import { checkFields } from '../../shared/model/kinds.ts'
import { divisionsSchema } from '../../shared/model/places.ts'
import { decodePack } from '../../shared/sync/pack.ts'
import type { SpacePack } from '../../shared/sync/pack.ts'
import { fold } from '../support/picture-world.ts'
import { scratchFolder } from '../support/scratch.ts'
import { sha256, verifySignature } from '../support/shared-crypto.ts'

const SEEDS = new URL('../../seeds/', import.meta.url)
const MINUTE_MS = 60_000

interface Row {
  readonly id: string
  readonly fields: Record<string, unknown>
}
interface DirectoryFile {
  readonly space: Row
  readonly agencies: readonly Row[]
  readonly officers: readonly Row[]
  readonly stations: readonly Row[]
  readonly signIn: { readonly name: string }
}

function seedJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, SEEDS), 'utf8'))
}

function shippedPack(): SpacePack {
  const pack = decodePack(new Uint8Array(readFileSync(new URL('demo/doksuri.fspack', SEEDS))))
  if (!pack.ok) throw new Error(pack.fault.message)
  return pack.value
}

function changesOf(pack: SpacePack): readonly Change[] {
  return pack.changes.map((bytes) => {
    const change = readChange(bytes, sha256)
    if (!change.ok) throw new Error(change.fault.message)
    return change.value
  })
}

const pack = shippedPack()
const changes = changesOf(pack)
const picture = new Map<string, RecordState>()
for (const change of changes) fold(picture, change)
const states = [...picture.values()].filter((state) => state.kind === 'incident')
const incidents: readonly Incident[] = states.map((state) => incidentSchema.parse(shownFields(state)))
const directory = seedJson('demo/directory.json') as DirectoryFile

describe('demonstration', () => {
  test('the files are what the story builds, byte for byte, twice', () => {
    const first = demoFiles()
    const second = demoFiles()
    expect(first.size).toBe(4)
    for (const [path, content] of first) {
      expect(Buffer.from(second.get(path) ?? '').equals(Buffer.from(content)), path).toBe(true)
      expect(readFileSync(new URL(path, SEEDS)).equals(Buffer.from(content)), `${path}: run npm run seeds`).toBe(true)
    }
  })

  test('every chain verifies and its seal holds under the key in the directory', () => {
    expect(pack.space).toBe('demo-doksuri')
    expect(pack.seals.length).toBe(directory.stations.length)
    for (const seal of pack.seals) {
      const own = changes.filter((change) => change.head.station === seal.station)
      const walked = verifyChain(own, sha256)
      if (!walked.ok) throw new Error(walked.fault.message)
      expect(walked.value.seq).toBe(seal.seq)
      const row = directory.stations.find((station) => station.id === seal.station)
      const key = new Uint8Array(Buffer.from(String(row?.fields['publicKey']), 'base64'))
      expect(sealHolds(pack.space, seal, walked.value.hash, key, verifySignature)).toBe(true)
      expect(pack.keys.find((known) => known.station === seal.station)?.publicKey).toEqual(key)
    }
  })

  test('the directory fits its schemas and names only what it holds', () => {
    spaceSchema.parse(directory.space.fields)
    const agencies = new Set(directory.agencies.map(({ id }) => id))
    const codes = directory.agencies.map(({ fields }) => agencySchema.parse(fields).code)
    expect(new Set(codes).size).toBe(codes.length)
    const officers = directory.officers.map(({ id, fields }) => ({ id, ...officerSchema.parse(fields) }))
    expect(new Set(officers.map(({ name }) => name)).size).toBe(officers.length)
    for (const { agency } of officers) expect(agencies).toContain(agency)
    for (const { fields } of directory.stations) {
      const station = stationSchema.parse(fields)
      expect(agencies).toContain(station.agency)
      // Anyone can compute its key.
      expect(station.active).toBe(false)
    }
    expect(officers.find(({ name }) => name === directory.signIn.name)).toMatchObject({
      agency: 'fjyj',
      role: 'dutyOfficer',
    })
    const officerIds = new Set(officers.map(({ id }) => id))
    for (const { head } of changes) expect(officerIds).toContain(head.officer)
    for (const { agencies: named, agencyInCharge } of incidents)
      for (const agency of [...named, ...(agencyInCharge === null ? [] : [agencyInCharge])])
        expect(agencies).toContain(agency)
  })

  test('every change fits its model and lies in the three days; every incident is marked as demonstration', () => {
    const from = Date.parse('2023-07-27T00:00:00+08:00')
    const to = Date.parse('2023-07-30T00:00:00+08:00')
    for (const { head, content } of changes) {
      expect(checkFields(head.kind, content?.sets ?? []).ok).toBe(true)
      expect(head.stamp.ms).toBeGreaterThanOrEqual(from)
      expect(head.stamp.ms).toBeLessThan(to)
    }
    expect(incidents.length).toBeGreaterThanOrEqual(50)
    expect(incidents.length).toBeLessThanOrEqual(80)
    for (const incident of incidents) {
      expect(incident.demonstration).toBe(true)
      expect(incident.title).toMatch(/\p{Script=Han}/u)
      expect(incident.sourceTelephone).toBe('')
      const typing = Date.parse(incident.recordedAt) - Date.parse(incident.receivedAt)
      expect(typing).toBeGreaterThanOrEqual(0)
      expect(typing).toBeLessThan(5 * MINUTE_MS)
    }
    expect(new Set(incidents.map(({ number }) => number)).size).toBe(incidents.length)
  })

  test('every category exists, and every position lies in its division or at sea', () => {
    const codes = new Set(
      eventCodesSchema.parse(seedJson('event-codes/event-codes.json')).codes.map(({ code }) => code),
    )
    const divisions = new Set(
      divisionsSchema.parse(seedJson('divisions/divisions.json')).divisions.map(({ code }) => code),
    )
    const shapes = shapesOf(seedJson('basemap/divisions.topojson') as Topology, 'counties')
    const onLand = landTest(landRings())
    for (const { title, category, division, position } of incidents) {
      expect(codes, title).toContain(category)
      expect(divisions, title).toContain(division)
      if (position === null) continue
      const { lon, lat } = position
      const around = shapes
        .filter(({ polygons }) => isInPolygons(lon, lat, polygons))
        .map((shape) => shape.properties['code'])
      if (!around.includes(division ?? '')) expect([title, onLand(lon, lat)]).toEqual([title, false])
    }
  })

  test('three incidents stand in conflict, one conflict was settled over both values', () => {
    const open = states.map((state) => conflictsOf(state).join(' ')).filter((names) => names !== '')
    expect(new Set(open)).toEqual(new Set(['dead injured', 'level', 'missing']))
    expect(open.length).toBe(3)
    const settling = changes.flatMap(({ content }) => content?.sets.filter(({ over }) => over.length > 1) ?? [])
    expect(settling.map(({ name, value }) => [name, value])).toEqual([['dead', 0]])
  })

  test('a new server takes it in whole, and its duty officer gets a password', async () => {
    const started = await startServer({
      folder: scratchFolder(),
      host: '127.0.0.1',
      port: 0,
      embedded: false,
      demo: fileURLToPath(new URL('demo', SEEDS)),
      logger: pino({ level: 'silent' }),
      nowMs: Date.now,
    })
    if (!started.ok) throw new Error(started.fault.message)
    try {
      expect(started.value.demo?.name).toBe(directory.signIn.name)
      const records = await started.value.log.records(asId('demo-doksuri'), 'incident')
      expect(records.length).toBe(incidents.length)
    } finally {
      await started.value.close()
    }
  })
})
