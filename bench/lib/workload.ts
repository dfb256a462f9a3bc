// The documents of the sync benchmarks: incidents of about 600 bytes of JSON, and updates of seven fields. The same
// workload for every engine; the same index gives the same document everywhere.

export interface Doc {
  readonly id: string
  readonly title: string
  readonly category: string
  readonly level: number
  readonly lat: number
  readonly lon: number
  readonly status: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly reporter: string
  readonly description: string
  readonly note: string
  readonly editor: string
  /** Number of the writing round. */
  readonly n: number
  /** When it was sent, microseconds; 0 when nobody asks. */
  readonly t: number
}
export type Update = Pick<Doc, 'status' | 'level' | 'note' | 'updatedAt' | 'editor' | 'n' | 't'>

const CATEGORIES = ['11A01', '12G01', '12H02', '12D02', '11C02', '13Y00', '12P08', '11D01', '11B01', '12P04']
const STATUSES = ['reported', 'verified', 'responding', 'contained', 'closed']
const REPORTERS = ['duty.officer', 'field.unit', 'hotline', 'sensor.net', 'county.desk', 'fire.brigade']
const WORDS = (
  'water level rising near the east bridge two lanes blocked residents of building seven moved to the school gym ' +
  'pump team requested power cut in the north block road closed from gate three debris on the slope smoke visible ' +
  'from the highway no casualties reported so far second crew on the way traffic diverted to ring road'
).split(' ')
const START_MS = 1_750_000_000_000
const MINUTE_MS = 60_000

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

function sentence(random: () => number, words: number): string {
  return Array.from({ length: words }, () => pick(WORDS, random)).join(' ')
}

/** Id of the document of an index. */
export function idOf(index: number): string {
  return `inc-${String(index).padStart(6, '0')}`
}

/** Index of a document id; NaN of another text. */
export function indexOf(id: string): number {
  return id.startsWith('inc-') ? Number(id.slice(4)) : Number.NaN
}

/** The document of an index as first reported. */
export function docOf(index: number): Doc {
  const random = seeded(index * 7919 + 13)
  const at = new Date(START_MS + index * MINUTE_MS).toISOString()
  return {
    id: idOf(index),
    title: sentence(random, 6),
    category: pick(CATEGORIES, random),
    level: 1 + Math.floor(random() * 4),
    lat: Number((23.5 + random() * 4.5).toFixed(6)),
    lon: Number((116 + random() * 4.5).toFixed(6)),
    status: 'reported',
    createdAt: at,
    updatedAt: at,
    reporter: `${pick(REPORTERS, random)}${Math.floor(random() * 90)}`,
    description: sentence(random, 42),
    note: '',
    editor: 'seed',
    n: 0,
    t: 0,
  }
}

/** The `round`-th update of a document. */
export function updateOf(index: number, round: number, editor: string, n: number, t = 0): Update {
  const random = seeded(index * 104_729 + round * 31 + 7)
  return {
    status: STATUSES[Math.min(round, STATUSES.length - 1)] ?? 'closed',
    level: 1 + Math.floor(random() * 4),
    note: sentence(random, 9),
    updatedAt: new Date(START_MS + index * MINUTE_MS + round * 5 * MINUTE_MS).toISOString(),
    editor,
    n,
    t,
  }
}
