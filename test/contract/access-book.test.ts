// Numbers kept under a name, on SQLite and on PostgreSQL: raised once, by one of two processes.
import { describe, expect, test } from 'vitest'
import type { AccessBook } from '../../server/log/access-book.ts'
import { random } from '../../server/log/node-crypto.ts'
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { scratchFolder } from '../support/scratch.ts'

const postgres = await livePostgres()

interface Opened {
  readonly access: AccessBook
  close(): Promise<void>
}

const WAYS: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    'SQLite',
    async () => {
      const opened = openSqliteLog(scratchFolder(), Date.now(), random)
      if (!opened.ok) throw new Error(opened.fault.message)
      return opened.value
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const opened = await openPostgresLog({ url: await postgres.database(), folder: scratchFolder(), nowMs: Date.now })
      if (!opened.ok) throw new Error(opened.fault.message)
      return opened.value
    },
  ],
]

describe.each(WAYS)('%s', (_name, open) => {
  test('[AD-12] a number is raised once, whoever tries at the same time', async () => {
    const opened = await open()
    const { access } = opened
    const tries = await Promise.all(Array.from({ length: 8 }, () => access.raiseNote('step', 100)))
    expect(tries.filter(Boolean)).toHaveLength(1)
    // As numbers, not as texts.
    expect([await access.raiseNote('step', 99), await access.raiseNote('step', 1_000)]).toEqual([false, true])
    expect(await access.note('step')).toBe('1000')
    await access.setNote('factor.a', '1')
    await access.setNote('factor-step.a', '2')
    expect(await access.notes('factor.')).toEqual([['a', '1']])
    await opened.close()
  })
})
