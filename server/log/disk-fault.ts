// What disks and file systems say, as faults.
import type { Fault } from '../../shared/base/fault.ts'
import { fault, faultOf } from '../../shared/base/fault.ts'
import { sqliteFault } from './database.ts'

/** The fault an error stands for, wherever in the server's journal it came from; `internal` for a bug. */
export function diskFault(error: unknown): Fault {
  const known = sqliteFault(error)
  if (known !== undefined) return known
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return fault('diskFull', 'the disk is full', { code })
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'EIO')
    return fault('readOnly', 'the disk cannot be written', { code })
  return faultOf(error)
}
