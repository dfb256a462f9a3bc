// Rows as they would be written, and what is wrong with those that cannot be.
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import type { FieldNames } from '../../state/use-field-names.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import type { ReadRow } from './read-rows.ts'
import type { SourceTable } from './source-table.ts'

/** More than these nobody reads before they decide; the report afterwards names every refused one. */
const SHOWN = 300

interface Props {
  readonly table: SourceTable
  readonly rows: readonly ReadRow[]
  readonly onlyProblems: boolean
  readonly names: FieldNames
}

export function RowTable({ table, rows, onlyProblems, names }: Props) {
  const { t } = useTranslation(['importing', 'model', 'fields'])
  const fitting = onlyProblems ? rows.filter(({ input }) => input === null) : rows
  const shown = fitting.slice(0, SHOWN)
  return (
    <section className="fs-import-rows" aria-label={t('preview')}>
      <table>
        <thead>
          <tr>
            {['line', 'title', 'category', 'level', 'place', 'position', 'occurredAt', 'outcome'].map((column) => (
              <th key={column} scope="col">
                {t(`shown.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.refused.map(({ line, name, fault }) => (
            <tr key={`refused ${String(line)}`} data-refused>
              <td>{line}</td>
              <td colSpan={6}>{name}</td>
              <td>
                <Tag color="red">{t('refused', { why: `${faultWords(fault)} (${fault.message})` })}</Tag>
              </td>
            </tr>
          ))}
          {shown.map((row) => (
            <Row key={row.line} row={row} names={names} />
          ))}
        </tbody>
      </table>
      {fitting.length > SHOWN && <p>{t('more', { count: fitting.length - SHOWN })}</p>}
    </section>
  )
}

function Row({ row, names }: { readonly row: ReadRow; readonly names: FieldNames }) {
  const { t } = useTranslation(['importing', 'model', 'fields'])
  const { input, problems } = row
  const position = input?.position ?? null
  return (
    <tr data-refused={input === null ? true : undefined}>
      <td>{row.line}</td>
      <td>{row.title}</td>
      <td>{input === null ? '' : names.category(input.category)}</td>
      <td>{input === null ? '' : t(`model:levelShort.${String(input.level ?? 0)}`)}</td>
      <td>{input?.place ?? ''}</td>
      <td>{position === null ? '' : `${position.lat.toFixed(4)}, ${position.lon.toFixed(4)}`}</td>
      <td>{typeof input?.occurredAt === 'string' ? dateTimeText(Date.parse(input.occurredAt)) : ''}</td>
      <td>
        {input !== null && position === null && <Tag color="gold">{t('noPlace')}</Tag>}
        {problems.map(({ field, problem, text }) => (
          <Tag key={field} color="red" title={text}>
            {t(text === '' ? 'problemEmpty' : 'problem', {
              field: t(`model:field.${field}`),
              problem: t(`fields:${problem}`),
              text: text.slice(0, 40),
            })}
          </Tag>
        ))}
        {input !== null && position !== null && <Tag color="green">{t('fits')}</Tag>}
      </td>
    </tr>
  )
}
