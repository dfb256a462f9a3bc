// Rows of somebody's table as reports of incidents, by the columns and answers of who imports. Each field is read exactly as
// the intake form reads it; a row with a problem is not written, and the problem is told with the text it is about.
import type { Json } from '../../../shared/base/json.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import { toWgs84 } from '../../../shared/interop/datum.ts'
import type { Datum } from '../../../shared/interop/datum.ts'
import type { ColumnMap, ImportField } from '../../../shared/interop/table/guess-columns.ts'
import { IMPORT_FIELDS } from '../../../shared/interop/table/guess-columns.ts'
import { isGraded } from '../../../shared/model/level.ts'
import type { FieldProblem } from '../../ui/fields/field-problem.ts'
import { fieldProblem } from '../../ui/fields/field-problem.ts'
import type { ReadContext } from '../../ui/fields/read-value.ts'
import { limitOf, readValue } from '../../ui/fields/read-value.ts'
import type { SourceRow, SourceTable } from './source-table.ts'

export interface ImportPlan {
  readonly columns: ColumnMap
  readonly datum: Datum
  /** As entered; for rows whose category is empty or not mapped. */
  readonly category: string
  /** What the source is called: the linked system of every incident. */
  readonly source: string
  /** Columns that are no field go into the description. */
  readonly keepsRest: boolean
}

export type RowProblem = FieldProblem | 'ungraded'

export interface ReadRow {
  readonly line: number
  readonly title: string
  /** null while there are problems. */
  readonly input: CommandInput<'reportIncident'> | null
  readonly problems: readonly { readonly field: string; readonly problem: RowProblem; readonly text: string }[]
}

export interface RowContext extends ReadContext {
  /** The choice a word stands for (`重大` → `2`); undefined when it stands for none. */
  readonly choiceOf: (field: 'level' | 'sourceKind', word: string) => string | undefined
}

type Found = { [field: string]: Json }

/** Fields that are read from columns by their own names. */
const PLAIN = IMPORT_FIELDS.filter((field) => !['position', 'latitude', 'longitude', 'category'].includes(field))

export function readRows(table: SourceTable, plan: ImportPlan, context: RowContext): readonly ReadRow[] {
  return table.rows.map((row) => readRow(table.columns, row, plan, context))
}

function readRow(columns: readonly string[], row: SourceRow, plan: ImportPlan, context: RowContext): ReadRow {
  const found: Found = {}
  const problems: ReadRow['problems'][number][] = []
  const cell = (field: ImportField): string => {
    const column = plan.columns[field]
    return column === undefined ? '' : (row.cells[column] ?? '')
  }
  const take = (field: string, text: string): void => {
    const problem = fieldProblem(field, text, context)
    if (problem !== undefined) problems.push({ field, problem, text })
    const read = readValue(field, text, context)
    if (read.ok) found[field] = read.value
  }
  for (const field of PLAIN) {
    const said = cell(field)
    // What is not said is left to the command; a title must be said.
    if (said === '' && field !== 'title') continue
    if (field === 'description') continue
    take(field, field === 'level' || field === 'sourceKind' ? (context.choiceOf(field, said) ?? said) : oneLine(said))
  }
  take('category', cell('category') === '' ? plan.category : cell('category'))
  const description = describe(columns, row, plan, cell('description'))
  if (description !== '') take('description', description)
  place(row, plan, cell, found, problems)
  const { category, level } = found
  if (typeof category === 'string' && !isGraded(category) && typeof level === 'number')
    problems.push({ field: 'level', problem: 'ungraded', text: cell('level') })
  const input = {
    sourceChannel: 'system',
    sourceKind: 'other',
    ...found,
    linkedSystem: plan.source.trim().slice(0, 60) || null,
  } as CommandInput<'reportIncident'>
  return { line: row.line, title: cell('title'), input: problems.length === 0 ? input : null, problems }
}

/** A cell of several lines in a field of one. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ')
}

function describe(columns: readonly string[], row: SourceRow, plan: ImportPlan, said: string): string {
  if (!plan.keepsRest) return said
  const used = new Set(Object.values(plan.columns))
  const rest = columns.flatMap((name, at) => {
    const text = row.cells[at] ?? ''
    return used.has(at) || text === '' ? [] : [`${name}: ${oneLine(text)}`]
  })
  const whole = [said, ...rest].filter((text) => text !== '').join('\n')
  // The description itself must fit; of the rest as much as fits goes along.
  return said.length > (limitOf('description') ?? Infinity) ? said : whole.slice(0, limitOf('description'))
}

/** Columns say it first: who has mapped them means them. */
function place(
  row: SourceRow,
  { columns, datum }: ImportPlan,
  cell: (field: ImportField) => string,
  found: Found,
  problems: ReadRow['problems'][number][],
): void {
  const isBad = (text: string): void => void problems.push({ field: 'position', problem: 'badPosition', text })
  const [said, lat, lon] = [cell('position'), cell('latitude'), cell('longitude')]
  if (said !== '') {
    const read = readValue('position', said, { nowMs: 0 })
    if (read.ok) found['position'] = { ...toWgs84(read.value as { lon: number; lat: number }, datum) }
    else isBad(said)
  } else if (columns.latitude !== undefined && columns.longitude !== undefined) {
    if (lat === '' && lon === '') return
    const at = { lon: degrees(lon), lat: degrees(lat) }
    if (Math.abs(at.lon) <= 180 && Math.abs(at.lat) <= 90) found['position'] = { ...toWgs84(at, datum) }
    else isBad(`${lat}, ${lon}`)
  } else if (row.position !== null) {
    found['position'] = { ...toWgs84(row.position, datum) }
    if (row.ring === null) return
    found['area'] = row.ring.map(([east, north]) => {
      const moved = toWgs84({ lon: east, lat: north }, datum)
      return [moved.lon, moved.lat]
    })
  }
}

/** NaN for what is no number. */
function degrees(text: string): number {
  const plain = text
    .normalize('NFKC')
    .replace(/[°º]\s*$/, '')
    .trim()
  return /^[-+]?\d{1,3}([.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN
}
