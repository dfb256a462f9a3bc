// Branded names for the things of design.md, so that one kind of id is never taken for another.
import { toBase32 } from './bytes.ts'
import type { RandomBytes } from './ports.ts'

declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

/** A set of records shared as a whole by the same members, for example `fujian` or `demo`. */
export type SpaceId = Brand<'space'>
/** One workstation's (or server's, or gateway's) engine: Crockford base 32 of the first 10 bytes of SHA-256 of its public key. */
export type StationId = Brand<'station'>
/** A change: the first 16 bytes of the SHA-256 of its header, in hexadecimal (32 characters). */
export type ChangeId = Brand<'change'>
/** Kind of a record: `incident`, `logEntry`, `verdict`, `officer` … */
export type Kind = string
/** Id of a record within its space and kind. */
export type RecordId = Brand<'record'>
/** An officer's record id in the directory space; `''` when a machine wrote. */
export type OfficerId = Brand<'officer'>
/** An agency's record id in the directory space. */
export type AgencyId = Brand<'agency'>

/** Gives a plain string the brand its place promises; the schema at the door has checked it. */
export function asId<Id extends Brand<string>>(text: string): Id {
  return text as Id
}

/** StationId of a raw Ed25519 public key's SHA-256. */
export function stationIdOf(publicKeyHash: Uint8Array): StationId {
  return asId(toBase32(publicKeyHash.subarray(0, 10)))
}

/** The four characters that stand for a station in numbers people read. */
export function stationCodeOf(station: StationId): string {
  return station.slice(0, 4)
}

/** A new record id: 48 bits of time and 80 bits of chance in base 32 (26 characters), so that ids sort by age. */
export function newRecordId(nowMs: number, random: RandomBytes): RecordId {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.max(0, Math.trunc(nowMs))) << 16n)
  bytes.set(random(10), 6)
  return asId(toBase32(bytes))
}
