// Decoding alone: our readers and those of others over the same messages, taking turns.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { encodePosition, encodeVoyage, sentencesOf } from '../../shared/interop/ais/encode.ts'
import { AisReader } from '../../shared/interop/ais/reader.ts'
import { readCotXml } from '../../shared/interop/cot/read-event.ts'
import { installPeers } from '../engines/install-peers.ts'
import { PEERS_FOLDER, hasPeer, loadPeer } from '../engines/load-peer.ts'
import type { BenchOptions } from '../lib/bench-options.ts'
import { scaled } from '../lib/bench-options.ts'
import { median } from '../lib/figures.ts'
import type { Figures, Row } from '../lib/report.ts'

interface Decoder {
  readonly name: string
  /** How many of the messages were read. */
  decode(): Promise<number> | number
}

const COT_FOLDER = join(PEERS_FOLDER, 'node_modules/@tak-ps/node-cot/dist/index.js')

/** One CoT event as TAK clients send it; all different. */
export function cotEvent(index: number, type = 'a-f-G-U-C'): string {
  const at = new Date(Date.UTC(2026, 10, 26, 0, 0, index % 3_600)).toISOString()
  return `<event version="2.0" uid="BENCH-${index}" type="${type}" how="m-g" time="${at}" start="${at}" stale="2036-01-01T00:00:00.000Z"><point lat="${(26 + (index % 1_000) / 1_000).toFixed(6)}" lon="${(119 + (index % 777) / 777).toFixed(6)}" hae="12.5" ce="9.1" le="9999999.0"/><detail><contact callsign="救援${index}" endpoint="*:-1:stcp"/><track speed="1.4" course="${index % 360}.0"/><__group name="Cyan" role="Team Member"/><status battery="87"/><takv device="SM" platform="ATAK" os="34" version="5"/><remarks>第 ${index} 条</remarks></detail></event>`
}

/** A position of each of so many vessels, one sentence each. */
export function aisPositions(units: number): readonly string[] {
  return Array.from({ length: units }, (_, index) => index).flatMap((index) => {
    const place = { latitude: 24 + (index % 3_000) / 1_000, longitude: 118 + (index % 2_000) / 1_000 }
    return sentencesOf(
      encodePosition({ mmsi: String(412_000_000 + index), ...place, speedKnots: 12, course: index % 360 }),
    )
  })
}

/** Sentences of vessels: nine positions, then a voyage of two sentences. */
export function aisSentences(count: number): readonly string[] {
  const sentences: string[] = []
  for (let index = 0; sentences.length < count; index += 1) {
    const mmsi = String(412_000_000 + (index % 10_000))
    const place = { latitude: 24 + (index % 3_000) / 1_000, longitude: 118 + (index % 2_000) / 1_000 }
    if (index % 10 === 9)
      sentences.push(
        ...sentencesOf(
          encodeVoyage({
            ...{
              mmsi,
              imo: 9_000_000 + (index % 1_000),
              callSign: 'BOAA',
              name: `VESSEL ${index % 10_000}`,
              shipType: 70,
            },
            ...{ toBow: 100, toStern: 40, toPort: 10, toStarboard: 12, draught: 7, destination: 'FUZHOU' },
          }),
          { sequence: index },
        ),
      )
    else sentences.push(...sentencesOf(encodePosition({ mmsi, ...place, speedKnots: 12, course: index % 360 })))
  }
  return sentences.slice(0, count)
}

/** What was measured, with the ratios to the peers that could be installed. */
export async function decodingRows(
  options: BenchOptions,
): Promise<{ readonly rows: readonly Row[]; readonly results: Figures; readonly missing: readonly string[] }> {
  const missing: string[] = []
  if (options.peers) installPeers(['@tak-ps/node-cot', 'ggencoder'], missing)
  const events = Array.from({ length: scaled(20_000, options.scale, 100) }, (_, index) => cotEvent(index))
  const sentences = aisSentences(scaled(100_000, options.scale, 500))
  const cot = await takeTurns(await cotDecoders(events, options), events.length, options.runs)
  const ais = await takeTurns(aisDecoders(sentences, options), sentences.length, options.runs)
  const ratio = (rows: readonly Row[], name: string): Figures =>
    rows[1] === undefined ? {} : { [name]: (rows[0]?.figures['perS'] ?? 0) / (rows[1].figures['perS'] ?? 1) }
  return {
    rows: [...cot, ...ais],
    results: { ...ratio(cot, 'cotTimesNodeCot'), ...ratio(ais, 'aisTimesGgencoder') },
    missing,
  }
}

async function takeTurns(decoders: readonly Decoder[], count: number, runs: number): Promise<readonly Row[]> {
  const took = new Map<string, number[]>(decoders.map(({ name }) => [name, []]))
  const read = new Map<string, number>()
  for (let run = 0; run < runs; run += 1)
    for (const decoder of decoders) {
      const { name } = decoder
      const startMs = performance.now()
      read.set(name, await decoder.decode())
      took.get(name)?.push((performance.now() - startMs) / 1_000)
    }
  return decoders.map(({ name }) => ({
    name,
    figures: { perS: count / median(took.get(name) ?? [1]), read: read.get(name) ?? 0 },
  }))
}

async function cotDecoders(events: readonly string[], { peers }: BenchOptions): Promise<readonly Decoder[]> {
  const bytes = events.map((text) => new TextEncoder().encode(text))
  const own: Decoder = {
    name: 'decode CoT: fengsui',
    decode: () => bytes.reduce((count, one) => count + (readCotXml(one, 0).ok ? 1 : 0), 0),
  }
  if (!peers || !hasPeer('@tak-ps/node-cot')) return [own]
  const { CoTParser } = (await import(pathToFileURL(COT_FOLDER).href)) as {
    readonly CoTParser: { from_xml(text: string): unknown }
  }
  return [
    own,
    {
      name: 'decode CoT: node-cot',
      async decode() {
        let count = 0
        for (const text of events) if ((await CoTParser.from_xml(text)) !== undefined) count += 1
        return count
      },
    },
  ]
}

function aisDecoders(sentences: readonly string[], { peers }: BenchOptions): readonly Decoder[] {
  const bytes = new TextEncoder().encode(sentences.join(''))
  const own: Decoder = {
    name: 'decode AIS: fengsui',
    decode() {
      const reader = new AisReader()
      let count = 0
      for (let at = 0; at < bytes.length; at += 16_384)
        count += reader.push(bytes.subarray(at, at + 16_384), 0).filter(({ form }) => form === 'message').length
      return count
    },
  }
  if (!peers || !hasPeer('ggencoder')) return [own]
  const { AisDecode } = loadPeer<{
    readonly AisDecode: new (text: string, session: object) => { readonly valid: boolean }
  }>('ggencoder')
  return [
    own,
    {
      name: 'decode AIS: ggencoder',
      decode() {
        const session = {}
        return sentences.reduce((count, text) => count + (new AisDecode(text.trim(), session).valid ? 1 : 0), 0)
      },
    },
  ]
}
