// Files on their way from this window to its station: what was chosen and waits for the officer's word, what is being
// brought, what was refused. Goes on while the officer looks at other incidents; one file after the other.
import { createStore } from 'zustand/vanilla'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok } from '../../../shared/base/fault.ts'
import { cleanFileName, MAX_ATTACHMENT_BYTES } from '../../../shared/model/attachment.ts'
import { isProgram } from '../../../shared/model/file-types.ts'
import type { TakenFile } from '../../../shared/rpc/methods.ts'
import { FILE_PART_BYTES } from '../../../shared/rpc/methods.ts'
import { call, runCommand } from '../../link/station.ts'
import { watchStore } from '../../state/watch-store.ts'
import { toBase64 } from '../../ui/base64.ts'

/** A part may wait for a slow disk, not for ever. */
const PART_LIMIT_MS = 60_000
/** A station that restarts is back within this many tries, a second apart. */
const TRIES = 30
const TRY_AGAIN_MS = 1_000

export type UploadPhase = 'chosen' | 'waiting' | 'bringing' | 'failed'

export interface Upload {
  readonly id: string
  /** Who chose it: nobody else attaches it in their own name. */
  readonly officer: string
  readonly space: string
  readonly incident: string
  readonly name: string
  readonly note: string
  readonly bytes: Uint8Array
  readonly phase: UploadPhase
  readonly have: number
  readonly fault: Fault | null
}

export const uploadStore = createStore<{ readonly uploads: readonly Upload[] }>(() => ({ uploads: [] }))

/** What a window holds of chosen files at most. */
const MAX_HELD_BYTES = 300 * 1024 * 1024
const TOO_MANY = fault('busy', 'more than a window holds at once', { tooMany: true })

/** Somebody else has the seat now. */
const SIGNED_OUT: Result<never> = { ok: false, fault: fault('notSignedIn', 'the officer who chose it has left') }

let isRunning = false

/** Puts chosen files before the officer. What can be seen to be refused is refused here already. */
export function choose(
  space: string,
  incident: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): void {
  let held = uploadStore.getState().uploads.reduce((sum, one) => sum + one.bytes.length, 0)
  const chosen = files.map(({ name, bytes }): Upload => {
    const clean = cleanFileName(name)
    const refused = refusalOf(clean, bytes) ?? (held + bytes.length > MAX_HELD_BYTES ? TOO_MANY : null)
    if (refused === null) held += bytes.length
    const base = {
      id: newId(),
      officer: officerNow(),
      space,
      incident,
      name: clean,
      note: '',
      have: 0,
      fault: refused,
    }
    // What is refused is not kept in memory.
    return refused === null
      ? { ...base, bytes, phase: 'chosen' }
      : { ...base, bytes: new Uint8Array(0), phase: 'failed' }
  })
  uploadStore.setState(({ uploads }) => ({ uploads: [...uploads, ...chosen] }))
}

/** Attaches everything chosen for an incident, with one note for all. */
export function attachChosen(space: string, incident: string, note: string): void {
  uploadStore.setState(({ uploads }) => ({
    uploads: uploads.map((one) =>
      one.phase === 'chosen' && one.space === space && one.incident === incident && isOwn(one)
        ? { ...one, note: note.trim(), phase: 'waiting' }
        : one,
    ),
  }))
  void run()
}

/** Takes a file out, or stops bringing it. */
export function takeOut(id: string): void {
  const upload = find(id)
  uploadStore.setState(({ uploads }) => ({ uploads: uploads.filter((one) => one.id !== id) }))
  if (upload?.phase === 'bringing') void call('dropUpload', { upload: id })
}

/** Tries a refused file again, from where it stopped. */
export function tryAgain(id: string): void {
  change(id, { phase: 'waiting', fault: null })
  void run()
}

async function run(): Promise<void> {
  if (isRunning) return
  isRunning = true
  try {
    for (let next = firstWaiting(); next !== undefined; next = firstWaiting()) {
      change(next.id, { phase: 'bringing' })
      const done = isOwn(next) ? await attach(next) : SIGNED_OUT
      // Taken out meanwhile: nothing more to say.
      if (find(next.id) === undefined) continue
      if (done.ok) takeOutDone(next.id)
      else change(next.id, { phase: 'failed', fault: done.fault })
    }
  } finally {
    isRunning = false
  }
}

async function attach(upload: Upload): Promise<Result<unknown>> {
  const brought = await bring(upload)
  if (!brought.ok) return brought
  if (find(upload.id) === undefined) return ok(null)
  if (!isOwn(upload)) return SIGNED_OUT
  const { incident, name, note } = upload
  return runCommand(upload.space, 'attachFile', { incident, name, note, ...brought.value })
}

/** Brings a file part by part; the station says each time where to go on. */
async function bring({ id, name, bytes }: Upload): Promise<Result<TakenFile>> {
  let offset = find(id)?.have ?? 0
  let tries = 0
  while (find(id) !== undefined) {
    const base64 = await toBase64(bytes.subarray(offset, offset + FILE_PART_BYTES))
    const put = await call('putAttachment', { upload: id, name, total: bytes.length, offset, base64 }, PART_LIMIT_MS)
    if (put.ok) {
      if (put.value.file !== null) return ok(put.value.file)
      tries = put.value.have > offset ? 0 : tries + 1
      offset = put.value.have
      change(id, { have: offset })
      if (tries > TRIES) return { ok: false, fault: fault('busy', 'the station does not get on') }
    } else if (tries < TRIES && (put.fault.kind === 'linkLost' || put.fault.kind === 'timeout')) {
      tries += 1
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS))
    } else return put
  }
  return { ok: false, fault: fault('notFound', 'taken out') }
}

/** True while the officer who chose a file has the seat. */
export function isOwn({ officer }: Upload): boolean {
  return officer !== '' && officer === officerNow()
}

/** Id of the officer who has the seat; '' when nobody has. The bar always holds the status. */
function officerNow(): string {
  return watchStore('status', {}).getState().get('status')?.officer?.id ?? ''
}

function refusalOf(name: string, bytes: Uint8Array): Fault | null {
  if (bytes.length === 0) return fault('fileUnreadable', 'the file is empty', { file: name, empty: true })
  if (bytes.length > MAX_ATTACHMENT_BYTES)
    return fault('tooLarge', 'more than may be attached', { bytes: bytes.length })
  return isProgram(name, bytes.subarray(0, 512)) ? fault('fileTypeRefused', 'a program', { file: name }) : null
}

function find(id: string): Upload | undefined {
  return uploadStore.getState().uploads.find((one) => one.id === id)
}

function firstWaiting(): Upload | undefined {
  return uploadStore.getState().uploads.find(({ phase }) => phase === 'waiting')
}

function change(id: string, part: Partial<Upload>): void {
  uploadStore.setState(({ uploads }) => ({
    uploads: uploads.map((one) => (one.id === id ? { ...one, ...part } : one)),
  }))
}

function takeOutDone(id: string): void {
  uploadStore.setState(({ uploads }) => ({ uploads: uploads.filter((one) => one.id !== id) }))
}

function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
