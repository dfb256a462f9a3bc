// Officers by id as the directory knows them now.
import type { DirectoryRow } from '../../shared/rpc/rows.ts'
import { useWatchPart } from './use-watch.ts'

const NONE: ReadonlyMap<string, string> = new Map()
const known = new WeakMap<readonly DirectoryRow[], ReadonlyMap<string, string>>()

/** Display names by officer id; the same map until the directory changes. */
export function useOfficerNames(): ReadonlyMap<string, string> {
  return useWatchPart('directory', { kind: 'officer' }, (state) => (state.size === 0 ? NONE : namesOf(state.rows)))
}

function namesOf(rows: readonly DirectoryRow[]): ReadonlyMap<string, string> {
  let names = known.get(rows)
  if (names === undefined) {
    names = new Map(
      rows.map(({ key, fields }) => {
        const { displayName, name } = fields
        const shown = typeof displayName === 'string' && displayName !== '' ? displayName : name
        return [key.slice(key.lastIndexOf('/') + 1), typeof shown === 'string' ? shown : key]
      }),
    )
    known.set(rows, names)
  }
  return names
}
