// Reference data every view reads: event codes, divisions, the gazetteer and the county shapes. Shipped as files beside
// the program, fetched once when first asked for, checked at the door. A file that cannot be read leaves its list empty
// and is named in `problem`; nothing else stops working.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Topology } from '../../shared/geo/topology.ts'
import type { CodeTable } from '../../shared/model/code-table.ts'
import { codesOf, tableOfShipped } from '../../shared/model/code-table.ts'
import type { CountyShapes } from '../../shared/model/division-shapes.ts'
import { countyShapes } from '../../shared/model/division-shapes.ts'
import type { EventCode } from '../../shared/model/event-codes.ts'
import { eventCodesSchema } from '../../shared/model/event-codes.ts'
import type { CountyFinder, Division, Place } from '../../shared/model/places.ts'
import { countyFinder, divisionsSchema, gazetteerSchema } from '../../shared/model/places.ts'

export interface ReferenceData {
  readonly ready: boolean
  /** Of the table in use: the office's own where the shown space has one, else the one that ships. */
  readonly codes: readonly EventCode[]
  /** Also codes that only the shipped table has: incidents keep what they were given. */
  readonly codeOf: ReadonlyMap<string, EventCode>
  /** The table that ships; null while it is not here. */
  readonly shippedCodes: CodeTable | null
  readonly divisions: readonly Division[]
  readonly divisionOf: ReadonlyMap<string, Division>
  readonly places: readonly Place[]
  /** null until the shapes are here. */
  readonly counties: CountyFinder | null
  /** Shapes of the counties by code; empty until they are here. */
  readonly countyShapes: CountyShapes
  /** Names of the files that could not be read. */
  readonly problem: readonly string[]
}

const NOTHING: ReferenceData = {
  ready: false,
  codes: [],
  codeOf: new Map(),
  shippedCodes: null,
  divisions: [],
  divisionOf: new Map(),
  places: [],
  counties: null,
  countyShapes: new Map(),
  problem: [],
}

export const referenceStore = createStore<ReferenceData>(() => NOTHING)

let loading: Promise<void> | null = null
let ownCodes: CodeTable | null = null

/** Takes the event codes of the shown space in the place of those that ship; null: those that ship. */
export function takeCodeTable(table: CodeTable | null): void {
  if (table === ownCodes) return
  ownCodes = table
  referenceStore.setState(({ shippedCodes }) => codesInUse(shippedCodes))
}

function codesInUse(shipped: CodeTable | null): Pick<ReferenceData, 'codes' | 'codeOf'> {
  const [theirs, own] = [shipped, ownCodes].map((table) => (table === null ? [] : codesOf(table)))
  const codes = ownCodes === null ? (theirs ?? []) : (own ?? [])
  return { codes, codeOf: new Map([...(theirs ?? []), ...codes].map((code) => [code.code, code])) }
}

/** Fetches the reference data once; later calls wait for the same. Never rejects. */
export function loadReferenceData(): Promise<void> {
  loading ??= load()
  return loading
}

/** The reference data as far as it is here. */
export function useReferenceData(): ReferenceData {
  if (loading === null) void loadReferenceData()
  return useStore(referenceStore)
}

async function load(): Promise<void> {
  const problem: string[] = []
  const read = async <T>(address: URL, parse: (value: unknown) => T, empty: T): Promise<T> => {
    try {
      const answer = await fetch(address)
      if (!answer.ok) throw new Error(`${answer.status} for ${address.pathname}`)
      return parse(await answer.json())
    } catch {
      problem.push(address.pathname.split('/').at(-1) ?? '')
      return empty
    }
  }
  const [shippedCodes, divisions, places, topology] = await Promise.all([
    read(
      new URL('../../seeds/event-codes/event-codes.json', import.meta.url),
      (value): CodeTable | null => tableOfShipped(eventCodesSchema.parse(value)),
      null,
    ),
    read(
      new URL('../../seeds/divisions/divisions.json', import.meta.url),
      (value) => divisionsSchema.parse(value).divisions,
      [],
    ),
    read(
      new URL('../../seeds/gazetteer/gazetteer.json', import.meta.url),
      (value) => gazetteerSchema.parse(value).places,
      [],
    ),
    // The shapes are our own build and large; their form is checked by the tests of the seeds.
    read(
      new URL('../../seeds/basemap/divisions.topojson', import.meta.url),
      (value): Topology | null => value as Topology,
      null,
    ),
  ])
  referenceStore.setState({
    ready: true,
    shippedCodes,
    ...codesInUse(shippedCodes),
    divisions,
    divisionOf: new Map(divisions.map((division) => [division.code, division])),
    places,
    counties: topology === null ? null : countyFinder(topology, divisions),
    countyShapes: topology === null ? new Map() : countyShapes(topology),
    problem,
  })
}

/** Name of a division with its city before it, for example the city's and the county's; the code when unknown. */
export function divisionName(reference: ReferenceData, code: string, language: 'zh-CN' | 'en'): string {
  const division = reference.divisionOf.get(code)
  if (division === undefined) return code
  const chain: Division[] = [division]
  for (let parent = division.parent; parent !== null && chain.length < 4;) {
    const above = reference.divisionOf.get(parent)
    if (above === undefined || above.level === 'province') break
    chain.push(above)
    parent = above.parent
  }
  return language === 'en'
    ? chain.map((item) => item.nameEn).join(', ')
    : chain
        .toReversed()
        .map((item) => item.name)
        .join('')
}

/** Name of an event code; the code itself when the table does not have it. */
export function categoryName(reference: ReferenceData, code: string, language: 'zh-CN' | 'en'): string {
  const found = reference.codeOf.get(code)
  if (found === undefined) return code
  return language === 'en' ? found.nameEn : found.name
}
