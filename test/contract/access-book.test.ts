// Numbers and tries kept under a name, on SQLite and on PostgreSQL: each change is one step, whoever makes it.
import { describe, expect, test } from 'vitest'
import { KeptAttempts } from '../../server/access/kept-attempts.ts'
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

  test('[AD-18] of tries begun at once by two processes as many are let through as of one, and all are kept', async () => {
    const opened = await open()
    const { access } = opened
    // Two that know nothing of each other, as two processes over one database.
    const both = [new KeptAttempts(access), new KeptAttempts(access)] as const
    const begun = await Promise.all(
      Array.from({ length: 12 }, (_, index) => both[index % 2 === 0 ? 0 : 1].begin('wang/a', 1_000)),
    )
    expect(begun.filter(({ ok }) => ok)).toHaveLength(5)
    const [one, other] = both
    expect(await other.begin('wang/a', 6_000)).toMatchObject({ ok: true })
    expect(await one.begin('wang/a', 6_000)).toMatchObject({ ok: false, fault: { detail: { seconds: 10 } } })
    // A clock that was set back makes nobody wait longer; one that told nothing does not count; forgetting is by beginning.
    expect(await one.begin('wang/a', 500)).toMatchObject({ ok: false, fault: { detail: { seconds: 10 } } })
    expect(await one.begin('wang/a', 10_500)).toMatchObject({ ok: true })
    expect(await one.begin('lin/a', 1_000)).toMatchObject({ ok: true })
    await one.withdrawn('lin/a')
    expect(await access.notes('tries.')).toHaveLength(1)
    await one.begin('lin/a', 1_000)
    await other.forget('wang/')
    expect((await access.notes('tries.')).map(([name]) => name)).toEqual(['lin/a'])
    await opened.close()
  })
})
