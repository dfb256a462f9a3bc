// Saying what one's agency makes of notices. A new incident is acknowledged at this station as well, for those who may only look.
import type { Fault } from '../../../shared/base/fault.ts'
import { MAX_NOTICES } from '../../../shared/commands/notice-commands.ts'
import type { DispositionWord } from '../../../shared/model/disposition.ts'
import { call, runCommand } from '../../link/station.ts'
import type { DeskNotice } from './notice-book.ts'

/** null when it went well. Someone without the right to write acknowledges new incidents at this station alone. */
export async function disposeOf(
  space: string,
  notices: readonly DeskNotice[],
  mayWrite: boolean,
  disposition: DispositionWord,
  note = '',
): Promise<Fault | null> {
  const local = notices.flatMap((notice) => notice.local?.key ?? [])
  if (mayWrite)
    for (let from = 0; from < notices.length; from += MAX_NOTICES) {
      const part = notices.slice(from, from + MAX_NOTICES).map(({ kind, subject, moment, incident }) => ({
        noticeKind: kind,
        subject,
        moment,
        incident,
      }))
      const done = await runCommand(space, 'disposeNotices', { notices: part, disposition, note })
      if (!done.ok && done.fault.kind !== 'nothingToChange') return done.fault
    }
  return local.length === 0 ? null : acknowledge(local)
}

/** Acknowledges at this station. */
export async function acknowledge(keys: readonly string[]): Promise<Fault | null> {
  for (let from = 0; from < keys.length; from += 1_000) {
    const done = await call('acknowledge', { notices: keys.slice(from, from + 1_000) })
    if (!done.ok) return done.fault
  }
  return null
}
