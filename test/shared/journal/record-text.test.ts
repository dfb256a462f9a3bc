// A record's text gives back the record, whatever its fields are called: names come from anyone.
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { ChangeId } from '../../../shared/base/ids.ts'
import { emptyRecord, shownFields } from '../../../shared/journal/merge.ts'
import { readRecord, writeRecord } from '../../../shared/journal/record-text.ts'
import { recordText } from '../../../station/store/record-writer.ts'

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
    for (const text of [writeRecord(state), recordText(state)]) {
      const back = readRecord('incident', asId('r'), text)
      expect([...back.fields]).toEqual([...state.fields])
      expect(back.fields.get(name)?.gone).toEqual([])
    }
    const shown = shownFields(state)
    expect(Object.keys(shown).sort()).toEqual([name, 'title'].sort())
    expect('status' in shown).toBe(false)
  },
)
