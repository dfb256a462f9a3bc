// Where a station writes what it says of itself: with all agencies, not among the few of a space of chosen ones.
import { expect, test } from 'vitest'
import type { RecordId, SpaceId } from '../../../shared/base/ids.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { Json } from '../../../shared/base/json.ts'
import type { RecordState } from '../../../shared/journal/merge.ts'
import { DIRECTORY, SPACE } from '../../../shared/model/directory.ts'
import type { AuditParts } from '../../../station/engine/audit.ts'
import { Audit } from '../../../station/engine/audit.ts'

type Says = Readonly<Record<string, Json>>

/** A directory's record of a space, of which only the shown values count. */
function recordOf(id: RecordId, says: Says): RecordState {
  const fields = Object.entries(says).map(([name, value]) => [name, { heads: [{ value }] }] as const)
  return { kind: SPACE, id, fields: new Map(fields) } as unknown as RecordState
}

/** The spaces a sign-in, and something about `a-few`, are written in. */
function homes(spaces: Readonly<Record<string, Says>>): readonly string[] {
  const written: SpaceId[] = []
  const store: Pick<AuditParts['store'], 'spaces' | 'read'> = {
    spaces: () => [DIRECTORY, ...Object.keys(spaces).map((id) => asId<SpaceId>(id))],
    read: (_space, _kind, id) => recordOf(id, spaces[id] ?? {}),
  }
  const commit = (space: SpaceId): { readonly ok: true; readonly value: readonly [] } => {
    written.push(space)
    return { ok: true, value: [] }
  }
  const audit = new Audit({
    store: { ...store, commit },
    nowMs: () => 0,
    random: (length) => new Uint8Array(length),
    log: () => undefined,
  })
  const note = { event: 'signIn', officer: 'lin', name: 'lin', about: 'lin', refused: null } as const
  audit.note(note)
  audit.note({ ...note, space: 'a-few' })
  return written
}

test('of itself a station writes to a live space of all agencies; about a space, in that space', () => {
  const few: Says = { kind: 'live', members: ['centre'] }
  const all: Says = { kind: 'live', members: '*' }
  const drill: Says = { kind: 'exercise', members: '*' }
  expect([
    homes({ 'a-few': few, drill, fujian: all }),
    homes({ 'a-few': few, drill }),
    homes({ 'a-few': drill }),
  ]).toEqual([
    ['fujian', 'a-few'],
    ['a-few', 'a-few'],
    ['a-few', 'a-few'],
  ])
})
