import { random } from '../../server/log/node-crypto.ts'
// The server's journal on SQLite keeps the contract of every ServerLog.
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { scratchFolder } from '../support/scratch.ts'
import { eraseSuite } from './erase-suite.ts'
import { serverLogSuite } from './server-log-suite.ts'
import type { LogPlace } from './server-log-world.ts'

function place(): LogPlace {
  const folder = scratchFolder()
  return {
    async open(limits) {
      const opened = openSqliteLog(folder, Date.now(), random, limits)
      if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
      return opened.value
    },
  }
}

serverLogSuite('SQLite', place)
eraseSuite('SQLite', place)
