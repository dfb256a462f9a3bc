// Every row of a file that did not become an incident, with the reason in words: what could not be read, what has problems,
// what the station refused, what was not tried.
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import type { ImportOutcome } from './import-session.ts'
import type { ReadRow } from './read-rows.ts'
import type { SourceTable } from './source-table.ts'

export interface RefusedRow {
  readonly key: string
  readonly line: number
  readonly title: string
  readonly why: string
  readonly cells: readonly string[]
}

export function useRefusedRows(
  table: SourceTable,
  all: readonly ReadRow[],
  { refused, left }: ImportOutcome,
): readonly RefusedRow[] {
  const { t } = useTranslation(['importing', 'model', 'fields'])
  const cellsOf = new Map(table.rows.map(({ line, cells }) => [line, cells]))
  const row = (kind: string, line: number, title: string, why: string): RefusedRow => ({
    ...{ key: `${kind} ${String(line)}`, line, title, why },
    cells: kind === 'unread' ? [] : (cellsOf.get(line) ?? []),
  })
  const problems = all.flatMap(({ line, title, problems: found }) =>
    found.length === 0
      ? []
      : [
          row(
            'problem',
            line,
            title,
            found
              .map(({ field, problem, text }) =>
                t(text === '' ? 'problemEmpty' : 'problem', {
                  field: t(`model:field.${field}`),
                  problem: t(`fields:${problem}`),
                  text: text.slice(0, 80),
                }),
              )
              .join('; '),
          ),
        ],
  )
  return [
    ...table.refused.map(({ line, name, fault }) =>
      row('unread', line, name, `${faultWords(fault)} (${fault.message})`),
    ),
    ...problems,
    ...refused.map(({ row: { line, title }, fault }) =>
      row('refused', line, title, fault.kind === 'alreadyExists' ? t('alreadyHere') : faultWords(fault)),
    ),
    ...left.map(({ line, title }) => row('left', line, title, t('notTried'))),
  ].toSorted((a, b) => a.line - b.line)
}
