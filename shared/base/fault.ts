// The closed list of refusals. A Fault is data: it is returned, sent over wires and shown in plain words
// (fault-words-zh.ts, fault-words-en.ts); SPEC.md beside this file says who makes each, who handles it and what may follow.

/** What the receiver of a fault can sensibly do. */
export type Remedy = 'retry' | 'wait' | 'correct' | 'ask' | 'stop'

/** Every kind of refusal with its remedy. */
export const FAULTS = {
  // input and rights
  invalidInput: 'correct',
  notSignedIn: 'ask',
  notAllowed: 'stop',
  notFound: 'correct',
  alreadyExists: 'correct',
  alreadyVoid: 'stop',
  nothingToChange: 'stop',
  noConflict: 'stop',
  cannotUndo: 'stop',
  spaceClosed: 'stop',
  lastAdministrator: 'stop',
  wrongState: 'correct',
  alreadySigned: 'stop',
  reasonNeeded: 'correct',
  // identity
  wrongCredentials: 'correct',
  codeNeeded: 'correct',
  wrongCode: 'correct',
  tooManyAttempts: 'wait',
  officerInactive: 'ask',
  officerNotHere: 'ask',
  officerUnknown: 'ask',
  directoryUnreachable: 'wait',
  officerUnknownOffline: 'wait',
  sessionEnded: 'ask',
  joinCodeInvalid: 'ask',
  stationUnknown: 'ask',
  stationRevoked: 'ask',
  stationClosed: 'ask',
  signatureInvalid: 'stop',
  otherServer: 'ask',
  // journal and wire
  versionUnsupported: 'stop',
  malformed: 'stop',
  hashMismatch: 'stop',
  chainGap: 'retry',
  chainFork: 'ask',
  spaceUnknown: 'stop',
  epochUnknown: 'retry',
  tooLarge: 'stop',
  rateLimited: 'wait',
  // links and engines
  linkLost: 'retry',
  timeout: 'retry',
  offline: 'wait',
  busy: 'wait',
  unknownMethod: 'stop',
  internal: 'stop',
  serverStopped: 'wait',
  // disk
  folderInUse: 'ask',
  storeCorrupt: 'ask',
  storeNewer: 'ask',
  diskFull: 'ask',
  readOnly: 'ask',
  fileUnreadable: 'correct',
  // files of the journal
  fileTypeRefused: 'correct',
  fileNotHere: 'wait',
  keyLocked: 'ask',
  certificateEnds: 'ask',
} as const satisfies Record<string, Remedy>

export type FaultKind = keyof typeof FAULTS

/** A refusal. `message` is one English sentence for logs; people see the words of `kind`, filled in from `detail`. */
export interface Fault {
  readonly kind: FaultKind
  readonly message: string
  readonly detail?: { readonly [name: string]: string | number | boolean }
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }

/** Makes a fault. */
export function fault(kind: FaultKind, message: string, detail?: Fault['detail']): Fault {
  return detail === undefined ? { kind, message } : { kind, message, detail }
}

/** A successful result. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** A refused result. */
export function refuse(
  kind: FaultKind,
  message: string,
  detail?: Fault['detail'],
): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: fault(kind, message, detail) }
}

/** Carries a fault through code that can only throw (callbacks, promises); caught and unwrapped at the next border. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly fault: Fault
  constructor(given: Fault) {
    super(`${given.kind}: ${given.message}`)
    this.fault = given
  }
}

/** The fault inside `error`, or an `internal` one that names it. */
export function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault
  return fault('internal', error instanceof Error ? error.message : String(error))
}
