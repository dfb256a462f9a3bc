// What administration and the end of a session decide without a screen: when orders can be given, what is warned of, what
// can be read of the directory, and that there are words for all of it.
import { expect, test } from 'vitest'
import { entriesOf } from '../../../renderer/features/admin/directory.ts'
import { newSecret } from '../../../renderer/features/admin/new-secret.ts'
import { warningOf } from '../../../renderer/features/sign-in/session-warning.ts'
import { WORDS } from '../../../renderer/i18n/i18n.ts'
import { obstacleOf } from '../../../renderer/state/order-gate.ts'
import { ACTIONS } from '../../../shared/commands/rights.ts'
import { SPACE_KINDS, STATION_ROLES, spaceSchema } from '../../../shared/model/directory.ts'
import { SESSION_WARNING_MS } from '../../../shared/model/session-rules.ts'
import type { LinkState, StatusRow } from '../../../shared/rpc/rows.ts'

function status(link: LinkState, offline = false): StatusRow {
  return { link, officer: { offline } } as unknown as StatusRow
}

test('orders need the link and the server’s own word; what stands in the way is named', () => {
  expect(obstacleOf(null)).toBe('connecting')
  for (const link of ['none', 'connecting', 'cutOff', 'refused'] as const) expect(obstacleOf(status(link))).toBe(link)
  expect(obstacleOf(status('linked', true))).toBe('fromMemory')
  expect(obstacleOf(status('linked'))).toBeNull()
})

test('nothing is said until five minutes before; the nearer end counts; minutes first, then steps of ten seconds', () => {
  const idleEndMs = 1_000_000_000
  const at = (leftMs: number, limitLeftMs = 3_600_000) =>
    warningOf({ idleEndMs, limitMs: idleEndMs - leftMs + limitLeftMs }, idleEndMs - leftMs)
  expect(at(SESSION_WARNING_MS + 1)).toBeNull()
  expect(at(SESSION_WARNING_MS)).toEqual({ kind: 'idle', unit: 'minutes', count: 5 })
  expect(at(61_000)).toEqual({ kind: 'idle', unit: 'minutes', count: 2 })
  expect(at(59_000)).toEqual({ kind: 'idle', unit: 'seconds', count: 60 })
  expect(at(9_000)).toEqual({ kind: 'idle', unit: 'seconds', count: 10 })
  expect(at(-5_000)).toEqual({ kind: 'idle', unit: 'seconds', count: 0 })
  expect(at(600_000, 90_000)).toEqual({ kind: 'limit', unit: 'minutes', count: 2 })
  expect(warningOf({ idleEndMs: null, limitMs: null }, idleEndMs)).toBeNull()
})

test('a directory record that cannot be read is left out, not shown broken', () => {
  const good = { name: 'n', nameEn: 'n', kind: 'live', members: '*' }
  const rows = [
    { key: 'a', kind: 'space', fields: good },
    { key: 'b', kind: 'space', fields: { ...good, kind: 'of a newer program' } },
  ]
  expect(entriesOf(rows, spaceSchema)).toEqual([{ id: 'a', is: good }])
})

test('a drawn password is four groups of four that nobody mistakes, and never the same', () => {
  const drawn = Array.from({ length: 50 }, newSecret)
  for (const secret of drawn) expect(secret).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
  expect(new Set(drawn).size).toBe(drawn.length)
})

test('every action, sort of space and station, and reason of an end has words in both languages', () => {
  for (const { admin, session } of Object.values(WORDS)) {
    const word = (tree: unknown, path: string): unknown =>
      path.split('.').reduce((node, name) => (node as Readonly<Record<string, unknown>> | undefined)?.[name], tree)
    for (const action of ACTIONS) expect(word(admin.rights.actions, action), action).toBeTypeOf('string')
    for (const kind of SPACE_KINDS) expect(word(admin.space.kinds, kind), kind).toBeTypeOf('string')
    for (const role of STATION_ROLES) expect(word(admin.station.kinds, role), role).toBeTypeOf('string')
    for (const why of ['idle', 'limit', 'ordered', 'switchedOff', 'changed', 'revoked'])
      expect(word(session.ended, why), why).toBeTypeOf('string')
  }
})
