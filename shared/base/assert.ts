// Checks for what can only be false through a bug in Fengsui itself.
// They throw; anything a person, a file or a peer can cause is a Fault (fault.ts), never one of these.

/** A bug found by one of the checks below. */
export class BugError extends Error {
  override readonly name = 'BugError'
}

/** Throws BugError with `message` when `condition` does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message)
}

/** Returns `value`, or throws BugError naming `what` when it is null or undefined. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new BugError(`missing: ${what}`)
  return value
}
