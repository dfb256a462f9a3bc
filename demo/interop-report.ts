// `npm run interop-report [FOLDER]`: every sample of other systems' formats read as our gateways read it: what it is, what was odd
// about it, or why it is refused. Nothing is sent or kept. Samples lie beside the project (../shared/interop), never in it.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DOMParser } from '@xmldom/xmldom'
import { fromHex } from '../shared/base/bytes.ts'
import type { Fault, Result } from '../shared/base/fault.ts'
import { ok, refuse } from '../shared/base/fault.ts'
import { readAisFile } from '../shared/interop/ais/read-file.ts'
import { readCapSample } from '../shared/interop/cap/sample.ts'
import { cotOutcome } from '../shared/interop/cot/outcome.ts'
import { readGtSample } from '../shared/interop/gt/sample.ts'
import { readFrame as readJt808 } from '../shared/interop/jt808/frame.ts'
import { geoOutcome } from '../shared/interop/markup/geo-outcome.ts'
import type { ParseXml } from '../shared/interop/markup/read-markup.ts'
import { elementTable } from '../shared/interop/sl651/elements.ts'
import { readFrame as readSl651 } from '../shared/interop/sl651/frame.ts'
import { readMessage as readSl651Message } from '../shared/interop/sl651/messages.ts'

const FOLDER = join(import.meta.dirname, '../../shared/interop')
const WIDTH = 110

interface Reading {
  readonly lines: readonly string[]
  readonly odd: readonly string[]
}
type Reader = (bytes: Uint8Array, name: string) => Result<Reading>

const parseXml: ParseXml = (text) => new DOMParser().parseFromString(text, 'text/xml')

const geo: Reader = (bytes, name) => {
  const { outcome, said, fault } = geoOutcome(name, bytes, parseXml)
  if (outcome === 'refused') return { ok: false, fault: fault ?? { kind: 'malformed', message: said } }
  return ok({ lines: [said], odd: outcome === 'partly' ? ['some of it refused'] : [] })
}

const ais: Reader = (bytes) => {
  const { messages, others, refused, unfinished, odd } = readAisFile(bytes)
  const counts = `${messages.length} messages, ${refused.length} lines refused, ${unfinished} unfinished, ${others} other sentences`
  return ok({ lines: [counts], odd: [...odd, ...refused.slice(0, 3).map(({ why }) => why.message)] })
}

const cot: Reader = (bytes) => {
  const read = cotOutcome(bytes, Date.now())
  return read.is === 'refused' ? { ok: false, fault: read.fault } : ok({ lines: [read.what], odd: read.odd })
}

/** Frames in hexadecimal, a line each, with comments. */
function frames(read: (frame: Uint8Array) => Result<string>): Reader {
  return (bytes) => {
    const lines: string[] = []
    const odd: string[] = []
    for (const text of new TextDecoder().decode(bytes).split('\n')) {
      const frame = fromHex(text.replaceAll(/\s/g, ''))
      if (text.startsWith('#') || frame === undefined || frame.length === 0) continue
      const done = read(frame)
      if (done.ok) lines.push(done.value)
      else odd.push(`refused: ${done.fault.message}`)
    }
    return lines.length === 0 ? refuse('malformed', odd[0] ?? 'no frame in it') : ok({ lines, odd })
  }
}

const jt808 = frames((frame) => {
  const read = readJt808(frame.subarray(1, -1))
  return read.ok ? ok(`0x${read.value.id.toString(16).padStart(4, '0')} of ${read.value.phone}`) : read
})

const sl651 = frames((frame) => {
  const read = readSl651(frame)
  const message = read.ok ? readSl651Message(read.value, elementTable([])) : read
  return read.ok && message.ok
    ? ok(`function ${read.value.code.toString(16)} of ${read.value.station}: ${message.value.measured.length} values`)
    : (message as { readonly ok: false; readonly fault: Fault })
})

/** Formats no gateway speaks: said so, not skipped. */
const none =
  (format: string): Reader =>
  () =>
    refuse('malformed', `no gateway speaks ${format}`, { format })

/** The first that fits reads the file. */
const READERS: readonly (readonly [path: RegExp, reader: Reader])[] = [
  [/^cap\/cn-/, readGtSample],
  // A CAP alert in an envelope is read as one: docs/interconnect/cap.md.
  [/^(cap|capfeeds|edxl)\//, readCapSample],
  [/^cot\//, cot],
  [/^ais\//, ais],
  [/^(geojson|kml|gpx)\//, geo],
  [/^other\/jt808/, jt808],
  [/^other\/sl651/, sl651],
  [/^other\/adsb/, none('ADS-B SBS-1')],
  [/^other\/gb28181/, none('GB/T 28181')],
  [/^eido\//, none('NENA EIDO')],
  [/^ucri2\//, none('UCRI2')],
]

function filesUnder(folder: string, path = ''): readonly string[] {
  return readdirSync(join(folder, path)).flatMap((name) => {
    const inside = path === '' ? name : `${path}/${name}`
    return statSync(join(folder, inside)).isDirectory() ? filesUnder(folder, inside) : [inside]
  })
}

function main(folder: string): void {
  if (!existsSync(folder)) {
    console.error(`${folder}: 没有样本目录 there is no folder of samples; give one: npm run interop-report FOLDER`)
    process.exitCode = 2
    return
  }
  const counts = { read: 0, odd: 0, refused: 0, crashed: 0 }
  for (const path of filesUnder(folder)) {
    const reader = READERS.find(([fits]) => fits.test(path))?.[1]
    // Schemas, type lists and the index are no messages.
    if (reader === undefined) continue
    const bytes = new Uint8Array(readFileSync(join(folder, path)))
    const [word, said] = outcomeOf(reader, bytes, path)
    counts[word] += 1
    console.log(`${word.padEnd(8)}${path.padEnd(60)} ${said.replaceAll(/\s+/g, ' ').slice(0, WIDTH)}`)
  }
  const { read, odd, refused, crashed } = counts
  console.log(`\nread ${read}, read with something odd ${odd}, refused with a reason ${refused}, crashed ${crashed}`)
  if (crashed > 0 || read + odd === 0) process.exitCode = 1
}

function outcomeOf(
  reader: Reader,
  bytes: Uint8Array,
  path: string,
): readonly ['read' | 'odd' | 'refused' | 'crashed', string] {
  try {
    const read = reader(bytes, path)
    if (!read.ok) return ['refused', `${read.fault.kind}: ${read.fault.message}`]
    const { lines, odd } = read.value
    return odd.length === 0 ? ['read', lines.join(' | ')] : ['odd', `${lines[0] ?? ''} — ${odd.join('; ')}`]
  } catch (error) {
    return ['crashed', error instanceof Error ? error.message : String(error)]
  }
}

main(process.argv[2] ?? FOLDER)
