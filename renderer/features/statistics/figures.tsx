// The figures of one table, and how it is printed.
import { useTranslation } from 'react-i18next'
import type { StatisticsTable } from './tables.ts'
import { rateText } from './tables.ts'

interface Props {
  readonly table: StatisticsTable
  /** Rows shown; all when left out. */
  readonly limit?: number
}

export function Figures({ table, limit }: Props) {
  const { t } = useTranslation('statistics')
  const rows = limit === undefined ? table.rows : table.rows.slice(0, limit)
  const withRate = table.id === 'reports' || table.id === 'receipts'
  return (
    <>
      <table className="fs-figures">
        <thead>
          <tr>
            <th scope="col">{table.head}</th>
            {table.columns.map((column) => (
              <th key={column} scope="col" className="fs-figure">
                {column}
              </th>
            ))}
            {withRate && (
              <th scope="col" className="fs-figure">
                {t('rate')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, note, values, rate }) => (
            <tr key={key}>
              <th scope="row">
                {name}
                {note !== '' && <small lang="zh-CN"> {note}</small>}
              </th>
              {values.map((value, index) => (
                <td key={table.columns[index]} className="fs-figure" data-zero={value === 0 ? '' : undefined}>
                  {value}
                </td>
              ))}
              {withRate && <td className="fs-figure">{rateText(rate)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < table.rows.length && <small>{t('top', { shown: rows.length, total: table.rows.length })}</small>}
    </>
  )
}
