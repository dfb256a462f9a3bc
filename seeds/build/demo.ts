// seeds/demo: the demonstration, typhoon Doksuri on 27 to 29 July 2023, as a directory, a pack of journals and a path.
// Promise: plausible and invented; every incident is marked as demonstration; the same story gives the same bytes.
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Agency, Officer, SpaceRecord, StationRecord } from '../../shared/model/directory.ts'
import { INCIDENT, incidentSchema } from '../../shared/model/incident.ts'
import { encodePack } from '../../shared/sync/pack.ts'
import { AGENCIES, DEMO_SPACE, OFFICERS, SIGN_IN, agencyId, officerId } from './demo/agencies.ts'
import type { DemoStation } from './demo/demo-station.ts'
import { inPackOrder } from './demo/pack-order.ts'
import type { Played } from './demo/play.ts'
import { playDemonstration, storyMs } from './demo/play.ts'
import { trackGeoJson } from './demo/track.ts'
import { writeSeed } from './output.ts'

/** When the pack says it was written: after the last line of the story. */
const MADE_AT = '29 20:00'
const PACK_WRITER = 'FJYJ'

/** The files of seeds/demo by path below seeds/. */
export function demoFiles(): ReadonlyMap<string, string | Uint8Array> {
  const played = playDemonstration()
  return new Map<string, string | Uint8Array>([
    ['demo/directory.json', directoryText(played.stations)],
    ['demo/doksuri.fspack', packBytes(played.stations)],
    ['demo/typhoon-track.geojson', trackGeoJson()],
    ['demo/incidents.tsv', contentsText(played)],
  ])
}

/** Writes seeds/demo. */
export function buildDemo(): void {
  for (const [path, content] of demoFiles()) writeSeed(path, content)
}

function packBytes(stations: readonly DemoStation[]): Uint8Array {
  const writer = stations.find((station) => station.agencyCode === PACK_WRITER)
  if (writer === undefined) throw new Error(`no station of ${PACK_WRITER}`)
  return encodePack({
    space: asId(DEMO_SPACE),
    station: writer.key.station,
    madeMs: storyMs(MADE_AT),
    changes: inPackOrder(stations).flatMap((station) => station.changes),
    seals: stations.map((station) => station.seal()),
    keys: stations.map(({ key }) => ({ station: key.station, publicKey: key.publicKey })),
  })
}

function directoryText(stations: readonly DemoStation[]): string {
  const agencies = AGENCIES.map(({ code, name, nameEn, kind, division }) => ({
    id: agencyId(code),
    fields: { code, name, nameEn, kind, division, parent: null } satisfies Agency,
  }))
  const officers = OFFICERS.map(({ name, displayName, agency, role }) => ({
    id: officerId(name),
    fields: {
      name,
      displayName,
      agency: agencyId(agency),
      role,
      active: true,
      credentialVersion: 0,
    } satisfies Officer,
  }))
  const stationRows = stations.map(({ agencyCode, key }) => ({
    id: key.station,
    fields: {
      name: `${AGENCIES.find(({ code }) => code === agencyCode)?.name ?? agencyCode}（演示）`,
      agency: agencyId(agencyCode),
      role: 'station',
      publicKey: Buffer.from(key.publicKey).toString('base64'),
      // Its key follows from the story's words and is no secret, so nobody may link with it.
      active: false,
    } satisfies StationRecord,
  }))
  const space = {
    id: DEMO_SPACE,
    fields: {
      name: '演示：台风“杜苏芮”',
      nameEn: 'Demonstration: typhoon Doksuri',
      kind: 'demonstration',
      members: '*',
    } satisfies SpaceRecord,
  }
  const list = (rows: readonly unknown[]): string =>
    `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
  return `{
  "space": ${JSON.stringify(space)},
  "agencies": ${list(agencies)},
  "officers": ${list(officers)},
  "stations": ${list(stationRows)},
  "signIn": ${JSON.stringify({ name: SIGN_IN })}
}
`
}

/** What is in the pack, for people who do not read Chinese or have no program at hand. */
function contentsText({ stations, told }: Played): string {
  const [first] = stations
  const rows = told.map(({ story, record }) => {
    const state = first?.read(INCIDENT, record)
    const number = state === undefined ? '' : incidentSchema.parse(shownFields(state)).number
    return [`2023-07-${story.at}`, number, story.category, story.division, story.title, story.titleEn].join('\t')
  })
  return `${['reported', 'number', 'category', 'division', 'title', 'title_en'].join('\t')}\n${rows.join('\n')}\n`
}
