// What a ZIP (a spreadsheet, a text) really holds, found by unpacking it as a stream that is counted and, but for what is
// asked for, thrown away: what an archive says of itself may be a lie, and a few kilobytes can hold gigabytes.

const END = 0x06_05_4b_50
const ENTRY = 0x02_01_4b_50
const LOCAL = 0x04_03_4b_50
/** A comment of 64 KiB may stand behind the end record. */
const END_SEARCH_BYTES = 65_557
const MAX_ENTRIES = 5_000
const STORED = 0
const DEFLATED = 8

interface Entry {
  readonly name: string
  readonly method: number
  readonly at: number
  readonly packed: number
}

/**
 * The texts of the entries whose names fit `wanted`, by name; undefined when it is no ZIP, or when its contents, wanted or
 * not, have more than `maxBytes`.
 */
export async function unpackWithin(
  zip: Uint8Array<ArrayBuffer>,
  maxBytes: number,
  wanted: RegExp,
): Promise<ReadonlyMap<string, string> | undefined> {
  const entries = entriesOf(zip)
  if (entries === undefined) return undefined
  const texts = new Map<string, string>()
  let left = maxBytes
  for (const entry of entries) {
    const text: string[] | null = wanted.test(entry.name) ? [] : null
    const bytes = await unpack(zip, entry, left, text)
    if (bytes === undefined) return undefined
    if (text !== null) texts.set(entry.name, text.join(''))
    left -= bytes
  }
  return texts
}

/** True when it is a ZIP whose contents have `maxBytes` at most. */
export async function unpacksWithin(zip: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<boolean> {
  return (await unpackWithin(zip, maxBytes, /^(?!)/)) !== undefined
}

/** The entries the directory at the end names; undefined when there is none that can be read. */
function entriesOf(zip: Uint8Array<ArrayBuffer>): readonly Entry[] | undefined {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  let end = zip.length - 22
  const first = Math.max(0, zip.length - END_SEARCH_BYTES)
  while (end >= first && view.getUint32(end, true) !== END) end -= 1
  if (end < first) return undefined
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > MAX_ENTRIES) return undefined
  const entries: Entry[] = []
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > zip.length || view.getUint32(at, true) !== ENTRY) return undefined
    const local = view.getUint32(at + 42, true)
    if (local + 30 > zip.length || view.getUint32(local, true) !== LOCAL) return undefined
    entries.push({
      name: new TextDecoder().decode(zip.subarray(at + 46, at + 46 + view.getUint16(at + 28, true))),
      method: view.getUint16(at + 10, true),
      at: local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true),
      packed: view.getUint32(at + 20, true),
    })
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** How much an entry unpacks to, put into `text` where that is given; undefined above `limit`, or when it cannot be unpacked. */
async function unpack(
  zip: Uint8Array<ArrayBuffer>,
  { method, at, packed }: Entry,
  limit: number,
  text: string[] | null,
): Promise<number | undefined> {
  if (at + packed > zip.length || (method !== STORED && method !== DEFLATED)) return undefined
  const stored = new Blob([zip.subarray(at, at + packed)]).stream()
  const stream = method === STORED ? stored : stored.pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return bytes
      bytes += value.length
      if (bytes > limit) {
        await reader.cancel()
        return undefined
      }
      text?.push(decoder.decode(value, { stream: true }))
    }
  } catch {
    return undefined
  }
}
