// A picture in SQLite at one position: a reading connection of its own, in one transaction, so that pushes go on meanwhile.
import type { SpaceId } from '../../shared/base/ids.ts'
import { emptyDigest } from '../../shared/journal/picture-code.ts'
import { branchOf, sealOf, tipOf } from './chain-table.ts'
import { openReader } from './database.ts'
import type { PictureReader, PictureRow } from './snapshot-files.ts'
import type { BranchRow } from './space-disk.ts'

/** Opens the picture of a space as it is now. */
export function openSqlitePicture(database: string, space: SpaceId): PictureReader {
  const reader = openReader(database)
  try {
    reader.exec('BEGIN')
    const at = reader
      .prepare<[string], { space: number; tip: number; records: number; digest: Uint8Array }>(
        'SELECT space, tip, records, digest FROM space WHERE id = ?',
      )
      .get(space)
    const branches = reader
      .prepare<[number], BranchRow>(
        'SELECT branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal FROM branch WHERE space = ? ORDER BY branch',
      )
      .all(at?.space ?? -1)
      .map(branchOf)
    const slice = reader
      .prepare<[number, number, number]>(
        'SELECT subject, kind, id, state, digest FROM subject WHERE space = ? AND subject > ? AND digest IS NOT NULL ORDER BY subject LIMIT ?',
      )
      .raw(true)
    return {
      tip: at?.tip ?? 0,
      records: at?.records ?? 0,
      digest: new Uint8Array(at?.digest ?? emptyDigest()),
      tips: branches.map(tipOf),
      seals: branches.flatMap(sealOf),
      slice: async (after, limit) => slice.all(at?.space ?? -1, after, limit) as PictureRow[],
      close: async () => void reader.close(),
    }
  } catch (error) {
    reader.close()
    throw error
  }
}
