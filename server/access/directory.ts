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

  /** Spaces an agency takes part in; the directory first [SY-6]. */
  spacesOf(agency: string): readonly SpaceId[] {
    const member = [...this.spaces].filter(([, { members }]) => members === '*' || members.includes(agency))
    return [DIRECTORY, ...member.map(([id]) => id as SpaceId)]
  }

  /** True when stations of the agency take part in the space [SY-5]. */
  mayFollow(agency: string, space: string): boolean {
    if (space === DIRECTORY) return true
    const members = this.spaces.get(space)?.members
    return members !== undefined && (members === '*' || members.includes(agency))
  }

  /** Spaces a station is told: those of its agency, or those alone its links are for, when it is a linked server. */
  spacesFor(station: string, agency: string): readonly SpaceId[] {
    const only = this.#only(station)
    return only === undefined ? this.spacesOf(agency) : only.map((space) => asId(space))
  }

  /** True when a station takes part in the space [SY-5]; a linked server in nothing but what its links are for. */
  maySee(station: string, agency: string, space: string): boolean {
    const only = this.#only(station)
    return only === undefined ? this.mayFollow(agency, space) : only.includes(space)
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
