// Second factors taken off on the server's machine, beside the running server: the command leaves word in the access book, and the
// server, which alone writes the directory, ends the officer's sessions everywhere and writes down why.
import type { OfficerId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import type { AccessBook } from '../log/access-book.ts'
import type { OwnDraft } from '../log/server-log.ts'
import type { Directory } from './directory.ts'

const LEFT = 'factorReset.'
const DONE = 'factorResetDone.'
const LOOK_MS = 5_000
/** Stands in the directory's journal beside the raised version. */
const REASON = 'server reset-factor'

type Notes = Pick<AccessBook, 'notes' | 'setNote' | 'raiseNote'>

/** Leaves word for the server, running or started later. */
export async function leaveReset(book: Notes, officer: OfficerId, nowMs: number): Promise<void> {
  await book.setNote(`${LEFT}${officer}`, String(nowMs))
}

/** Carries out what was left; done twice it would only end sessions twice, so the mark comes after. */
export async function carryOutResets(
  book: Notes,
  directory: Directory,
  write: (drafts: readonly OwnDraft[]) => Promise<void>,
): Promise<void> {
  const left = await book.notes(LEFT)
  if (left.length === 0) return
  const done = new Map(await book.notes(DONE))
  for (const [officer, at] of left) {
    if (Number(done.get(officer) ?? 0) >= Number(at)) continue
    const known = directory.officers.get(officer)
    const fields = { credentialVersion: (known?.credentialVersion ?? 0) + 1 }
    if (known !== undefined) await write([{ kind: OFFICER, id: asId(officer), fields, reason: REASON }])
    await book.raiseNote(`${DONE}${officer}`, Number(at))
  }
}

/** Looks now and every few seconds; the way to stop, which waits for a look under way. */
export function lookForResets(look: () => Promise<void>, onFailed: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | undefined
  const once = (): void => {
    running ??= look()
      .catch(onFailed)
      .finally(() => (running = undefined))
  }
  once()
  const timer = setInterval(once, LOOK_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
