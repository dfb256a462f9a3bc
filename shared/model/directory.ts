// The directory space (名录): who and what takes part. Written only by servers, for administrators; it travels before data.
// It holds no secret: password verifiers stay in the server's access store and in the cache of stations that saw a sign-in.
import * as z from 'zod'
import type { SpaceId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'
import { divisionSchema } from './incident.ts'
import { ROLES } from './role.ts'

/** The space all stations follow first. */
export const DIRECTORY: SpaceId = asId('directory')
export const AGENCY = 'agency'
export const OFFICER = 'officer'
export const STATION = 'station'
export const SPACE = 'space'

const name = z.string().trim().min(1).max(80)

export const agencyFields = {
  /** Two to six capital letters or digits, unique: part of incident numbers. */
  code: z.string().regex(/^[A-Z0-9]{2,6}$/),
  name,
  nameEn: name,
  kind: z.string().max(40),
  division: divisionSchema.nullable(),
  parent: z.string().max(60).nullable(),
} as const
export const agencySchema = z.object(agencyFields)
export type Agency = z.infer<typeof agencySchema>

export const officerFields = {
  /** Sign-in name, unique, lower case. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
  displayName: name,
  agency: z.string().min(1).max(60),
  role: z.enum(ROLES),
  active: z.boolean(),
  /** Counts password changes and ended sessions: what a station remembers of another version no longer counts. */
  credentialVersion: z.int().min(0),
} as const
export const officerSchema = z.object(officerFields)
export type Officer = z.infer<typeof officerSchema>

const officersSchema = z.array(z.string().min(1).max(60)).min(1).max(500)

export const STATION_ROLES = ['station', 'server', 'gateway'] as const
/** Most links between two servers, one for each space they share. */
export const MAX_LINKS = 20
export const stationFields = {
  name,
  agency: z.string().min(1).max(60),
  role: z.enum(STATION_ROLES),
  /** Raw Ed25519 public key, base64. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  active: z.boolean(),
  /** A linked server: the only spaces it sees, and in which its changes count. */
  only: z.array(z.string().min(1).max(60)).max(MAX_LINKS).optional(),
  /** Those of them whose link was ended: nothing goes there any more, and no code opens them again. */
  ended: z.array(z.string().min(1).max(60)).max(MAX_LINKS).optional(),
  /** Kept for these officers: nobody else signs in there. Left out or null: for all. */
  officers: officersSchema.nullable().optional(),
} as const
export const stationSchema = z.object(stationFields)
export type StationRecord = z.infer<typeof stationSchema>

/** The spaces a linked server sees; undefined for every other station. */
export function linkedSpaces({ only, ended = [] }: StationRecord): readonly string[] | undefined {
  return only?.filter((space) => !ended.includes(space))
}

export const SPACE_KINDS = ['live', 'exercise', 'demonstration'] as const
/** Ids of spaces stand in file names and addresses. `directory` is not one to give. */
export const SPACE_ID = /^(?!directory$)[a-z0-9][a-z0-9-]{1,39}$/
export const spaceFields = {
  name,
  nameEn: name,
  kind: z.enum(SPACE_KINDS),
  /** Agencies that take part; `'*'` for all. */
  members: z.union([z.literal('*'), z.array(z.string().min(1).max(60)).max(500)]),
  /** Officers cleared for it: only stations that are kept for some of them take part. Left out or null: no more is asked. */
  officers: officersSchema.nullable().optional(),
  /** Nothing new is begun in it; what was written apart still comes in. It keeps its kind: an exercise stays one. */
  closed: z.boolean().optional(),
} as const
export const spaceSchema = z.object(spaceFields)
export type SpaceRecord = z.infer<typeof spaceSchema>

/** True when nobody but officers cleared for the space can sign in at the station [SY-38]. */
export function isKeptFor(
  station: Pick<StationRecord, 'officers'> | undefined,
  space: Pick<SpaceRecord, 'officers'>,
): boolean {
  const cleared = space.officers ?? null
  if (cleared === null) return true
  return station?.officers?.every((officer) => cleared.includes(officer)) ?? false
}

/** True when the officer may sign in at the station [AD-19]. */
export function maySignInAt(station: Pick<StationRecord, 'officers'> | undefined, officer: string): boolean {
  return station?.officers?.includes(officer) ?? true
}
