// The server's journal on PostgreSQL keeps the contract of every ServerLog with its older part in archives.
import { expect } from 'vitest'
import { archivePostgres } from '../../server/log/postgres/archive-journal.ts'
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { scratchFolder } from '../support/scratch.ts'
import { eraseSuite } from './erase-suite.ts'
import { serverLogSuite } from './server-log-suite.ts'
import type { LogPlace } from './server-log-world.ts'
import { NOW_MS } from './server-log-world.ts'

const postgres = await livePostgres()

/** A log of which everything older lies in archives whenever it is opened again: it must keep the whole contract. */
function archivedPlace(): LogPlace {
  const folder = scratchFolder()
  const made = postgres.database()
  let isBegun = false
  return {
    async open(limits) {
      const url = await made
      if (isBegun) {
        const done = await archivePostgres({ url, folder }, { beforeMs: NOW_MS + 1, nowMs: NOW_MS + 1 })
        expect(done.ok || done.fault).toSatisfy((found) => found === true || found.kind === 'nothingToChange')
      }
      isBegun = true
      const opened = await openPostgresLog({
        url,
        folder,
        nowMs: Date.now,
        ...(limits === undefined ? {} : { limits }),
      })
      if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
      return opened.value
    },
  }
}

serverLogSuite('PostgreSQL with its older journal archived', archivedPlace)
eraseSuite('PostgreSQL with its older journal archived', archivedPlace)
