// The second step: which column is which field, what the file does not say, and every row as it would be written.
import { Button, Checkbox, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Datum } from '../../../shared/interop/datum.ts'
import { DATUMS } from '../../../shared/interop/datum.ts'
import type { ColumnMap, ImportField } from '../../../shared/interop/table/guess-columns.ts'
import { IMPORT_FIELDS } from '../../../shared/interop/table/guess-columns.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { CodeInput } from '../../ui/fields/code-input.tsx'
import { useClear } from '../../ui/use-clear.tsx'
import { choiceWords } from './choice-words.ts'
import type { BroughtTable } from './import-dialog.tsx'
import { columnsFor, keepColumns } from './kept-columns.ts'
import type { ImportPlan, ReadRow } from './read-rows.ts'
import { readRows } from './read-rows.ts'
import { RowTable } from './row-table.tsx'

interface Props {
  readonly file: BroughtTable
  readonly onBack: () => void
  /** With every row, those with problems too. */
  readonly onRun: (rows: readonly ReadRow[]) => void
}

/** Other emergency: what an incident is until somebody says more. */
const UNSAID_CATEGORY = '19000'

export function MapStep({ file, onBack, onRun }: Props) {
  const { t } = useTranslation(['importing', 'model', 'common'])
  const { language } = usePreferences()
  const names = useFieldNames(language)
  const { table, name } = file
  const [plan, setPlan] = useState<ImportPlan>(() => ({
    columns: columnsFor(table.columns),
    datum: 'WGS84',
    category: `${UNSAID_CATEGORY} ${names.category(UNSAID_CATEGORY)}`,
    source: name.replace(/\.[a-z]+$/i, '').slice(0, 60),
    keepsRest: true,
  }))
  const [onlyProblems, setOnlyProblems] = useState(false)
  const choiceOf = useMemo(() => choiceWords(), [])
  const { codeOf } = names
  // The clock of the first reading: rows must not change their meaning while they are looked at.
  const [nowMs] = useState(() => Date.now())
  const rows = useMemo(() => readRows(table, plan, { nowMs, codeOf, choiceOf }), [table, plan, nowMs, codeOf, choiceOf])
  const good = rows.filter(({ input }) => input !== null)
  const change = (part: Partial<ImportPlan>): void => setPlan({ ...plan, ...part })
  const run = (): void => {
    keepColumns(table.columns, plan.columns)
    onRun(rows)
  }
  return (
    <div className="fs-import">
      <fieldset className="fs-import-map">
        <legend>{t('columns')}</legend>
        {IMPORT_FIELDS.map((field) => (
          <ColumnChoice
            key={field}
            field={field}
            columns={table.columns}
            chosen={plan.columns[field]}
            onChoose={(column) => change({ columns: withColumn(plan.columns, field, column) })}
          />
        ))}
      </fieldset>
      <fieldset className="fs-import-map">
        <legend>{t('unsaid')}</legend>
        <div className="fs-import-field">
          <span>{t('category')}</span>
          <CodeInput
            kind="category"
            label={t('category')}
            text={plan.category}
            onText={(category) => change({ category })}
            sources={{ ...names, word: (key, values) => t(`model:${key}`, { ...values }) }}
          />
        </div>
        <label className="fs-import-field">
          <span>{t('datum')}</span>
          <Select<Datum>
            aria-label={t('datum')}
            value={plan.datum}
            options={DATUMS.map((datum) => ({ value: datum, label: t(`datums.${datum}`) }))}
            onChange={(datum) => change({ datum })}
          />
        </label>
        <label className="fs-import-field">
          <span>{t('source')}</span>
          <Input value={plan.source} maxLength={60} onChange={(event) => change({ source: event.target.value })} />
        </label>
        <Checkbox checked={plan.keepsRest} onChange={(event) => change({ keepsRest: event.target.checked })}>
          {t('keepsRest')}
        </Checkbox>
      </fieldset>
      <div className="fs-import-bar">
        <output>
          {t('counts', {
            good: good.length,
            bad: rows.length - good.length + table.refused.length,
            count: good.length,
          })}
        </output>
        <Checkbox checked={onlyProblems} onChange={(event) => setOnlyProblems(event.target.checked)}>
          {t('onlyProblems')}
        </Checkbox>
        {table.odd.length > 0 && <small>{t('odd', { odd: table.odd.join('; ') })}</small>}
      </div>
      <RowTable table={table} rows={rows} onlyProblems={onlyProblems} names={names} />
      <footer className="fs-import-foot">
        <Button onClick={onBack}>{t('otherFile')}</Button>
        <Button type="primary" disabled={good.length === 0} onClick={run}>
          {t('write', { count: good.length })}
        </Button>
      </footer>
    </div>
  )
}

function withColumn(columns: ColumnMap, field: ImportField, column: number | undefined): ColumnMap {
  const { [field]: _before, ...others } = columns
  return column === undefined ? others : { ...others, [field]: column }
}

interface ColumnProps {
  readonly field: ImportField
  readonly columns: readonly string[]
  readonly chosen: number | undefined
  readonly onChoose: (column: number | undefined) => void
}

function ColumnChoice({ field, columns, chosen, onChoose }: ColumnProps) {
  const { t } = useTranslation('importing')
  const label = t(`field.${field}`)
  const clear = useClear()
  return (
    <label className="fs-import-field">
      <span>{label}</span>
      <Select<number>
        aria-label={label}
        allowClear={clear}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('noColumn')}
        value={chosen ?? null}
        options={columns.map((name, at) => ({
          value: at,
          label: name === '' ? t('unnamed', { number: at + 1 }) : name,
        }))}
        onChange={(column: number | undefined) => onChoose(column)}
      />
    </label>
  )
}
