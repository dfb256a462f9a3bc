// Statistics as tables: what stands beside each chart, in the spreadsheet and on paper is one and the same.
import type {
  CountRow,
  ReportTimeliness,
  Statistics,
  StatisticsQuestion,
  Timeliness,
} from '../../../shared/rpc/finding.ts'
import { stretchText, stretchesBetween } from './periods.ts'

export const TABLE_IDS = ['byTime', 'byCategory', 'byDivision', 'byAgency', 'byStatus', 'reports', 'receipts'] as const
export type TableId = (typeof TABLE_IDS)[number]

/** What things are called. */
export interface TableWords {
  readonly say: (key: string) => string
  readonly level: (level: number) => string
  readonly status: (status: string) => string
  readonly category: (family: string) => string
  readonly division: (code: string) => string
  readonly agency: (id: string) => string
  /** An office, and the law's own words besides, which are Chinese. */
  readonly rule: (id: string) => readonly [office: string, citation: string]
}

export interface StatisticsTable {
  readonly id: TableId
  readonly title: string
  /** Of the first column, which names the rows. */
  readonly head: string
  readonly columns: readonly string[]
  readonly rows: readonly StatisticsRow[]
}

export interface StatisticsRow {
  readonly key: string
  readonly name: string
  /** The law's own words, Chinese in every language; '' where there are none. */
  readonly note: string
  readonly values: readonly number[]
  /** Share in time, for tables of deadlines; null while nothing is decided. */
  readonly rate: number | null
}

/** Levels as they are told: the gravest first, ungraded last. */
export const LEVEL_ORDER = [1, 2, 3, 4, 0] as const

export function statisticsTables(
  statistics: Statistics,
  { unit }: Pick<StatisticsQuestion, 'unit'>,
  words: TableWords,
): readonly StatisticsTable[] {
  const { say } = words
  const levels = [...LEVEL_ORDER.map((level) => words.level(level)), say('sum')]
  const counted = (id: TableId, head: string, rows: readonly CountRow[], name: (key: string) => string) => ({
    id,
    title: say(id),
    head: say(head),
    columns: levels,
    rows: rows.map((row) => countRow(row, row.key === '' ? say('none') : name(row.key))),
  })
  const most = (rows: readonly CountRow[]): readonly CountRow[] =>
    rows.toSorted((a, b) => sumOf(b) - sumOf(a) || (a.key < b.key ? -1 : 1))
  const deadlines = (
    id: TableId,
    head: string,
    columns: readonly string[],
    rows: readonly (Timeliness | ReportTimeliness)[],
    name: (key: string) => readonly [string, string],
  ) => ({ id, title: say(id), head: say(head), columns: columns.map(say), rows: rows.map((row) => timeRow(row, name)) })
  return [
    counted('byTime', 'time', withEmpty(statistics.byTime, unit), (key) => stretchText(Number(key), unit)),
    counted('byCategory', 'category', most(statistics.byCategory), words.category),
    counted('byDivision', 'division', most(statistics.byDivision), words.division),
    counted('byAgency', 'agency', most(statistics.byAgency), words.agency),
    {
      id: 'byStatus',
      title: say('byStatus'),
      head: say('status'),
      columns: [say('count')],
      rows: Object.entries(statistics.byStatus)
        .filter(([, count]) => count > 0)
        .map(([status, count]) => ({ key: status, name: words.status(status), note: '', values: [count], rate: null })),
    },
    deadlines('reports', 'rule', ['met', 'metLate', 'never', 'running', 'explained'], statistics.reports, words.rule),
    deadlines(
      'receipts',
      'agency',
      ['answered', 'answeredLate', 'unanswered', 'running'],
      statistics.receipts,
      (id) => [words.agency(id), ''],
    ),
  ]
}

/** Times without incidents stand between those with: a gap is a gap. */
function withEmpty(rows: readonly CountRow[], unit: StatisticsQuestion['unit']): readonly CountRow[] {
  const known = new Map(rows.map((row) => [row.key, row]))
  const all = stretchesBetween(Number(rows[0]?.key), Number(rows.at(-1)?.key), unit)
  if (all.length === 0) return rows
  return all.map((ms) => known.get(String(ms)) ?? { key: String(ms), byLevel: [0, 0, 0, 0, 0] })
}

function countRow(row: CountRow, name: string): StatisticsRow {
  return {
    key: row.key,
    name,
    note: '',
    values: [...LEVEL_ORDER.map((level) => row.byLevel[level]), sumOf(row)],
    rate: null,
  }
}

function timeRow(
  row: Timeliness | ReportTimeliness,
  naming: (key: string) => readonly [string, string],
): StatisticsRow {
  const { key, met, metLate, never, running } = row
  const explained = 'explained' in row ? [row.explained] : []
  const [name, note] = naming(key)
  const decided = met + metLate + never + (explained[0] ?? 0)
  const values = [met, metLate, never, running, ...explained]
  return { key, name, note, values, rate: decided === 0 ? null : met / decided }
}

function sumOf({ byLevel }: CountRow): number {
  return byLevel.reduce((sum, count) => sum + count, 0)
}

/** 0.934 → 93.4% */
export function rateText(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(1)}%`
}
