// Names of event codes in what goes out: those of the table the space has of its own, else those that ship.
import { expect, it } from 'vitest'
import { namesIn, readNames } from '../../../server/gateways/warnings/names.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import { CODE_TABLE, EVENT_CODES_ID } from '../../../shared/model/code-table.ts'

it('an office’s own names go before those that ship, which stay for codes it leaves out', async () => {
  const shipped = await readNames()
  const holding = (fields: JsonFields | undefined) => ({
    record: (kind: string, id: string) =>
      Promise.resolve(kind === CODE_TABLE && id === EVENT_CODES_ID ? fields : undefined),
    records: () => Promise.resolve([]),
  })
  const code = { code: '11B01', name: '台风（本单位）', nameEn: '', initials: 'tf', pinyin: 'taifeng' }
  const own = await namesIn(holding({ table: { version: '1', source: '', codes: [code] } }), shipped)
  expect([own.event('11B01'), own.event('11B02')]).toEqual(['台风（本单位）', shipped.event('11B02')])
  expect(own.division('350102')).toBe('鼓楼区')
  for (const fields of [undefined, { table: null }, { table: { version: '1' } }])
    expect((await namesIn(holding(fields), shipped)).event('11B01')).toBe('台风事件')
})
