// What a connection may do before it has proved a key: say hello once, in few bytes, and soon. Anyone who reaches the port
// can open one, so it is given next to nothing to spend [SY-31].
import type { Fault } from '../../shared/base/fault.ts'
import { fault } from '../../shared/base/fault.ts'
import type { RequestName } from '../../shared/sync/protocol.ts'

/** A greeting has a few hundred bytes. */
const MAX_HELLO_BYTES = 16 * 1024
/** How long a connection may stay without one. */
export const HELLO_LIMIT_MS = 20_000

/** Why a request of a connection that has proved nothing is not even decoded; undefined for a greeting of fitting size. */
export function strangerRefusal(name: RequestName, frame: unknown): Fault | undefined {
  if (name !== 'hello') return fault('notSignedIn', 'say hello first')
  const bytes = frame instanceof Uint8Array || frame instanceof ArrayBuffer ? frame.byteLength : 0
  return bytes > MAX_HELLO_BYTES ? fault('tooLarge', `a greeting of ${bytes} bytes`, { bytes }) : undefined
}
