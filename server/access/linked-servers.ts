// How a linked server stands in the directory: one station for all its links, each of which shares another space of this server,
// so that what is practised and what is real go by links of their own (decision 0026).
import type { Fault, Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { StationRecord } from '../../shared/model/directory.ts'
import { MAX_LINKS, STATION, linkedSpaces } from '../../shared/model/directory.ts'
import type { OwnDraft } from '../log/server-log.ts'
import type { Directory } from './directory.ts'
import type { LinkDoor, LinkDoors } from './link-doors.ts'

type LinkPlace = Pick<LinkDoor, 'name' | 'agency' | 'space' | 'own'>

export interface LinkedServersOptions {
  readonly directory: Pick<Directory, 'stations'>
  readonly doors: LinkDoors
  /** Writes what `draft` gives, which nothing else written to the directory comes between; undefined: nothing. */
  readonly write: (draft: () => OwnDraft | undefined) => Promise<void>
}

export class LinkedServers {
  readonly #options: LinkedServersOptions

  constructor(options: LinkedServersOptions) {
    this.#options = options
  }

  /** Writes a linked server into the directory: its key, and that it is for the spaces of its links alone. */
  async add(station: string, publicKey: Uint8Array, place: LinkPlace): Promise<Result<null>> {
    const { directory, doors, write } = this.#options
    let fields: Result<JsonFields> = ok({})
    await write(() => {
      fields = withLink(station, directory.stations.get(station), place, doors)
      if (!fields.ok) return undefined
      const key = { role: 'gateway', publicKey: Buffer.from(publicKey).toString('base64') }
      return { kind: STATION, id: asId(station), fields: { ...fields.value, ...key } }
    })
    return fields.ok ? ok(null) : fields
  }

  /** Ends one link to a linked server for good; with its last one the server is cut off altogether. */
  async end(station: string, space: string, reason: string): Promise<void> {
    const { directory, write } = this.#options
    await write(() => {
      const known = directory.stations.get(station)
      return known && { kind: STATION, id: asId(station), fields: withoutLink(known, space), reason }
    })
  }

  /** Why a linked server may do nothing in the space of a link at present; undefined for every other station. */
  bar(station: string, space: string): Fault | undefined {
    const { directory, doors } = this.#options
    const known = directory.stations.get(station)
    return known?.only?.includes(space) === true ? doors.bars(known, space) : undefined
  }
}

/** Fields of the station with one more link, or why it gets none. */
function withLink(
  station: string,
  known: StationRecord | undefined,
  { name, agency, space, own }: LinkPlace,
  doors: LinkDoors,
): Result<JsonFields> {
  // After the server was cut off as a whole none of its former links comes back by itself.
  const linked = known?.active === true ? (linkedSpaces(known) ?? []) : []
  if (doors.sharing(own, linked) !== undefined)
    return refuse('alreadyExists', 'another link to this server shares the same space', { id: station, space: own })
  const kept = linked.length < MAX_LINKS ? linked : linked.filter((one) => doors.runs(one))
  if (kept.length >= MAX_LINKS)
    return refuse('tooLarge', `no more than ${MAX_LINKS} links to one server`, { limit: MAX_LINKS })
  const former = (known?.only ?? []).filter((one) => one !== space && !kept.includes(one))
  const ended = former.slice(Math.max(0, former.length + kept.length + 1 - MAX_LINKS))
  // The name and the agency stay those of the first link.
  const named = kept.length === 0 ? { name, agency } : {}
  return ok({ ...named, active: true, only: [...ended, ...kept, space], ended })
}

/** Fields of the station after one of its links was ended for good. */
function withoutLink(known: StationRecord, space: string): JsonFields {
  const others = (linkedSpaces(known) ?? []).filter((one) => one !== space)
  return others.length === 0 ? { active: false } : { ended: [...(known.ended ?? []), space] }
}
