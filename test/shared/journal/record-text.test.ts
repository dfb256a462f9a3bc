// A record's text gives back the record, whatever its fields are called: names come from anyone.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { ChangeId } from '../../../shared/base/ids.ts'
import { emptyRecord, shownFields } from '../../../shared/journal/merge.ts'
import { readRecord, writeRecord } from '../../../shared/journal/record-text.ts'

const mark = {
  id: asId<ChangeId>('a'.repeat(32)),
  station: asId('S'),
  chain: 1,
  seq: 1,
  ms: 5,
  counter: 0,
  officer: asId('o'),
} as never

test.for(['toString', '__proto__', 'constructor', 'hasOwnProperty'])(
  'a field named %s is a field like others',
  (name) => {
    const state = emptyRecord('incident', asId('r'))
    state.fields.set(name, { heads: [{ mark, value: { status: 'void' } }], gone: [] })
    state.fields.set('title', { heads: [{ mark, value: 'fire' }], gone: [asId('b'.repeat(32))] })
    const back = readRecord('incident', asId('r'), writeRecord(state))
    expect([...back.fields]).toEqual([...state.fields])
    expect(back.fields.get(name)?.gone).toEqual([])
    const shown = shownFields(state)
    expect(Object.keys(shown).sort()).toEqual([name, 'title'].sort())
    expect('status' in shown).toBe(false)
  },
)

test.for([1, 31, 32, 33, 400])('%i changes, each in two fields, are each named once and come back', (count) => {
  const state = emptyRecord('incident', asId('r'))
  const marks = Array.from({ length: count }, (_, at) => ({
    ...(mark as object),
    id: asId<ChangeId>(String(at).padStart(32, '0')),
  }))
  for (const [at, one] of marks.entries())
    for (const name of [`a${at}`, `b${at}`])
      state.fields.set(name, { heads: [{ mark: one as never, value: at }], gone: [] })
  const text = writeRecord(state)
  expect((JSON.parse(text) as { readonly c: readonly unknown[] }).c).toHaveLength(count)
  expect(readRecord('incident', asId('r'), text)).toEqual(state)
})

test('whatever a record holds is read back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 2 }), fc.nat(3), fc.array(fc.nat(9))), {
        maxLength: 6,
      }),
      (fields) => {
        const state = emptyRecord('incident', asId('a'))
        for (const [name, value, by, gone] of fields) {
          const mark = {
            id: `${by}`.repeat(32),
            station: 'S"',
            chain: 5,
            seq: by,
            ms: 7,
            counter: 0,
            officer: '官',
          } as never
          state.fields.set(name, {
            heads: [{ mark, value: JSON.parse(JSON.stringify(value)) as never }],
            gone: gone.map((id) => `${id}`) as never,
          })
        }
        const back = readRecord('incident', asId('a'), writeRecord(state))
        expect(new Map([...back.fields].sort(byName))).toEqual(new Map([...state.fields].sort(byName)))
      },
    ),
    { numRuns: 30 },
  )
})

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1
}
