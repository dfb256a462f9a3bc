// Tables from elsewhere: separators, quotes, encodings and limits; and which column is likely which field.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessColumns } from '../../../shared/interop/table/guess-columns.ts'
import { readCsv } from '../../../shared/interop/table/read-csv.ts'

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function rows(text: string | Uint8Array): readonly (readonly string[])[] {
  const read = readCsv(typeof text === 'string' ? bytesOf(text) : text)
  if (!read.ok) throw new Error(read.fault.message)
  return read.value.rows
}

test('commas, semicolons, tabs and Chinese commas separate; quotes hold separators, quotes and line ends', () => {
  for (const separator of [',', ';', '\t', '，'])
    expect(rows(`标题${separator}地点\r\n积水${separator}乌山路`)).toEqual([
      ['标题', '地点'],
      ['积水', '乌山路'],
    ])
  expect(rows('a,b\n"x, ""y""\nz",2\n\n,\n')).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', '2'],
  ])
  expect(rows('\uFEFFa,b')).toEqual([['a', 'b']])
})

test('GB18030 and UTF-16 are read, what is no text is refused', () => {
  const gb = Uint8Array.from([0xb1, 0xea, 0xcc, 0xe2, 0x2c, 0xb5, 0xd8, 0xb5, 0xe3])
  expect(readCsv(gb)).toMatchObject({ ok: true, value: { rows: [['标题', '地点']], encoding: 'gb18030' } })
  const wide = Uint8Array.from([0xff, 0xfe, 0x07, 0x68, 0x2c, 0x00, 0x31, 0x00])
  expect(readCsv(wide)).toMatchObject({ value: { rows: [['标', '1']], encoding: 'utf-16le' } })
  expect(readCsv(Uint8Array.from([0, 1, 2]))).toMatchObject({ fault: { kind: 'malformed' } })
  expect(readCsv(new Uint8Array(0))).toMatchObject({ fault: { kind: 'malformed' } })
})

test('too much is refused by its kind, a long cell is cut and said', () => {
  expect(readCsv(bytesOf('a\n'.repeat(20)), { maxRows: 10 })).toMatchObject({ fault: { kind: 'tooLarge' } })
  expect(readCsv(bytesOf(','.repeat(300)))).toMatchObject({ fault: { kind: 'tooLarge' } })
  expect(readCsv(bytesOf('abc'), { maxBytes: 2 })).toMatchObject({ fault: { kind: 'tooLarge' } })
  expect(readCsv(bytesOf('abcdef\n"offen'), { maxCell: 3 })).toMatchObject({
    value: { rows: [['abc'], ['off']], odd: ['cells that are too long were cut', 'a quote is never closed'] },
  })
})

test('whatever is written with quotes is read back', () => {
  const cell = fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\0\r]/g, '').trim())
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (table) => {
      const text = table.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n')
      const expected = table.filter((row) => row.some((one) => one !== ''))
      const read = readCsv(bytesOf(text))
      expect(read.ok ? read.value.rows : []).toEqual(expected)
    }),
  )
})

test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof readCsv(bytes).ok).toBe('boolean')
    }),
  )
})

test('columns are guessed in both languages, each once', () => {
  expect(guessColumns(['编号', '事件名称', '事发时间', '经度', '纬度', '事件类型', '死亡人数', '备注'])).toEqual({
    ...{ linkedNumber: 0, title: 1, occurredAt: 2, longitude: 3, latitude: 4, category: 5, dead: 6, description: 7 },
  })
  expect(guessColumns(['Name', 'desc', 'LAT', 'Lng', 'Telephone number'])).toEqual({
    title: 0,
    description: 1,
    latitude: 2,
    longitude: 3,
    sourceTelephone: 4,
  })
  expect(guessColumns(['', '??'])).toEqual({})
})
