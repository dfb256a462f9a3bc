// The audit record of a command at a stopped station: there is no officer, so it names the machine's account.
import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { faultLine } from '../../shared/base/fault-line.ts'
import type { Result } from '../../shared/base/fault.ts'
import type { AuditEvent } from '../../shared/model/audit.ts'
import { Audit } from '../engine/audit.ts'
import type { OpenedStore } from '../store/open-store.ts'

/** Writes down what was done or refused, and gives the outcome on. A station that has joined nothing has no journal for it. */
export function noted<T>({ store }: OpenedStore, event: AuditEvent, about: string, result: Result<T>): Result<T> {
  const audit = new Audit({
    store,
    nowMs: Date.now,
    random: (count) => new Uint8Array(randomBytes(count)),
    log: (fault) => console.error(`没有写入审计记录 no audit record: ${faultLine(fault)}`),
  })
  const refused = result.ok ? null : result.fault
  const space = event === 'exportSpace' ? { space: about } : {}
  audit.note({ event, officer: '', name: `fengsui: ${account()}`, about: about.slice(-200), refused, ...space })
  return result
}

function account(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? '')
  }
}
