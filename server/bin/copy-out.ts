// Runs in a worker thread: copies what a PostgreSQL database is at this moment into a SQLite one, for a backup
// (prove-apart.ts starts it).
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { faultOf, ok } from '../../shared/base/fault.ts'
import { copyOutOf } from '../log/move.ts'
import type { SpacePicture } from '../log/sqlite-backup.ts'

/** Plain data, so that a worker can do it. */
export interface CopyOutJob {
  readonly store: string
  readonly folder: string
}

async function copied({ store, folder }: CopyOutJob): Promise<Result<readonly SpacePicture[]>> {
  const done = await copyOutOf(store, folder)
  if (!done.ok) return done
  return ok(
    done.value.map(({ space, changes, records, digest }) => ({ space, pos: changes, records, digest: toHex(digest) })),
  )
}

if (isMainThread || parentPort === null) console.error('copy-out runs within the server: npm run server -- backup')
else
  parentPort.postMessage(
    await copied(workerData as CopyOutJob).catch((error: unknown) => ({ ok: false, fault: faultOf(error) })),
  )
