// Statistics as a spreadsheet: what was asked on the first sheet, every table on one of its own.
import type { Sheet } from '../../ui/spreadsheet.ts'
import type { StatisticsTable } from './tables.ts'

/** Sheets of the tables; `facts` say what was counted and when. */
export function sheetsOf(
  title: string,
  facts: readonly (readonly [string, string | number])[],
  tables: readonly StatisticsTable[],
  rateWord: string,
): readonly Sheet[] {
  return [
    {
      name: title,
      columns: [
        { title, width: 28 },
        { title: '', width: 50 },
      ],
      rows: facts.map(([name, value]) => [name, value]),
    },
    ...tables.map((table): Sheet => {
      const withRate = table.rows.some(({ rate }) => rate !== null)
      return {
        name: table.title,
        columns: [
          { title: table.head, width: 40 },
          ...table.columns.map((column) => ({ title: column, width: 12 })),
          ...(withRate ? [{ title: rateWord, width: 12 }] : []),
        ],
        rows: table.rows.map(({ name, note, values, rate }) => [
          note === '' ? name : `${name} · ${note}`,
          ...values,
          ...(withRate ? [rate === null ? '' : Math.round(rate * 1_000) / 10] : []),
        ]),
      }
    }),
  ]
}
