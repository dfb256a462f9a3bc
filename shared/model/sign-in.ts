// A first sign-in (首次登录): this officer was let in by a server at that station. Written into the directory by the server that
// let them in, so that the right to write there [SY-15] outlives the server's disk and is known to linked servers.
import * as z from 'zod'
import type { OfficerId, RecordId, StationId } from '../base/ids.ts'
import { asId } from '../base/ids.ts'

export const SIGN_IN = 'signIn'

export const signInFields = {
  officer: z.string().min(1).max(100),
  station: z.string().min(1).max(60),
} as const
export const signInSchema = z.object(signInFields)

/** One record per pair, however often they sign in. */
export function signInRecordId(station: StationId, officer: OfficerId): RecordId {
  return asId(`${station}.${officer}`)
}
