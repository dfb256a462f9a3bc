// The directory as the server believes it, in memory: agencies, officers, stations, spaces. Read from the log at start and
// after everything the server writes there; nobody else writes it [SY-16].
import type * as z from 'zod'
import type { SpaceId, StationId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { Agency, Officer, SpaceRecord, StationRecord } from '../../shared/model/directory.ts'
import {
  AGENCY,
  DIRECTORY,
  OFFICER,
  SPACE,
  STATION,
  agencySchema,
  isKeptFor,
  linkedSpaces,
  officerSchema,
  spaceSchema,
  stationSchema,
} from '../../shared/model/directory.ts'
import { SIGN_IN, signInSchema } from '../../shared/model/sign-in.ts'
import type { ServerLog } from '../log/server-log.ts'

export class Directory {
  agencies: ReadonlyMap<string, Agency> = new Map()
  officers: ReadonlyMap<string, Officer> = new Map()
  stations: ReadonlyMap<string, StationRecord> = new Map()
  spaces: ReadonlyMap<string, SpaceRecord> = new Map()
  /** Record ids of first sign-ins (signInRecordId). */
  signIns: ReadonlySet<string> = new Set()
  readonly #log: ServerLog

  constructor(log: ServerLog) {
    this.#log = log
  }

  async refresh(): Promise<void> {
    this.agencies = await this.#read(AGENCY, agencySchema)
    this.officers = await this.#read(OFFICER, officerSchema)
    this.stations = await this.#read(STATION, stationSchema)
    this.spaces = await this.#read(SPACE, spaceSchema)
    this.signIns = new Set((await this.#read(SIGN_IN, signInSchema)).keys())
  }

  /** Raw public key of a known station. */
  keyOf(station: StationId | string): Uint8Array | undefined {
    const known = this.stations.get(station)
    return known === undefined ? undefined : new Uint8Array(Buffer.from(known.publicKey, 'base64'))
  }

  /** The officer with this sign-in name. */
  officerNamed(name: string): { readonly id: string; readonly officer: Officer } | undefined {
    const wanted = name.trim().toLowerCase()
    for (const [id, officer] of this.officers) if (officer.name === wanted) return { id, officer }
    return undefined
  }

  /** True when whoever stands for the agency as a whole takes part in the space: no space of cleared officers [SY-5] [SY-38]. */
  mayFollow(agency: string, space: string): boolean {
    return this.#takesPart(undefined, agency, space)
  }

  /** Spaces a station is told: those of its agency, or those alone its links are for, when it is a linked server. */
  spacesFor(station: string, agency: string): readonly SpaceId[] {
    const only = this.#only(station)
    if (only !== undefined) return only.map((space) => asId(space))
    // The directory first [SY-6].
    return [
      DIRECTORY,
      ...[...this.spaces.keys()].filter((id) => this.#takesPart(station, agency, id)).map((id) => asId<SpaceId>(id)),
    ]
  }

  /** True when a station takes part in the space [SY-5]; a linked server in nothing but what its links are for. */
  maySee(station: string, agency: string, space: string): boolean {
    const only = this.#only(station)
    return only === undefined ? this.#takesPart(station, agency, space) : only.includes(space)
  }

  #takesPart(station: string | undefined, agency: string, space: string): boolean {
    if (space === DIRECTORY) return true
    const record = this.spaces.get(space)
    if (record === undefined || (record.members !== '*' && !record.members.includes(agency))) return false
    return isKeptFor(station === undefined ? undefined : this.stations.get(station), record)
  }

  #only(station: string): readonly string[] | undefined {
    const known = this.stations.get(station)
    return known === undefined ? undefined : linkedSpaces(known)
  }

  async #read<Schema extends z.ZodType>(kind: string, schema: Schema): Promise<ReadonlyMap<string, z.infer<Schema>>> {
    const found = new Map<string, z.infer<Schema>>()
    for (const state of await this.#log.records(DIRECTORY, kind)) {
      // What a newer program wrote and this one cannot read is left out, not believed.
      const parsed = schema.safeParse(shownFields(state))
      if (parsed.success) found.set(state.id, parsed.data)
    }
    return found
  }
}
