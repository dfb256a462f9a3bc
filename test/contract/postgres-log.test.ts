// The server's journal on PostgreSQL keeps the contract of every ServerLog.
import { openPostgresLog } from '../../server/log/postgres/postgres-log.ts'
import { livePostgres } from '../support/live-postgres.ts'
import { scratchFolder } from '../support/scratch.ts'
import { eraseSuite } from './erase-suite.ts'
import { serverLogSuite } from './server-log-suite.ts'
import type { LogPlace } from './server-log-world.ts'

const postgres = await livePostgres()

function place(): LogPlace {
  const folder = scratchFolder()
  const url = postgres.database()
  return {
    async open(limits) {
      const opened = await openPostgresLog({
        url: await url,
        folder,
        nowMs: Date.now,
        ...(limits === undefined ? {} : { limits }),
      })
      if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
      return opened.value
    },
  }
}

serverLogSuite('PostgreSQL', place)
eraseSuite('PostgreSQL', place)
