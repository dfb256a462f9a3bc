// The words of reports: their names in the series, and changed facts as lines of a follow-up.
import type { Json, JsonFields } from '../../../shared/base/json.ts'
import { CASUALTY_FIELDS } from '../../../shared/model/incident.ts'
import type { FactChange } from '../../../shared/model/report-facts.ts'
import { chineseOrdinal } from '../../../shared/model/report.ts'
import type { WordSources } from '../../ui/fields/value-words.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import type { Say } from './use-report-words.ts'

const PEOPLE: ReadonlySet<string> = new Set(CASUALTY_FIELDS)

/** A fact as a report says it: of people it says that it counts people. */
function factWords(field: string, value: Json | undefined, sources: WordSources, say: Say): string {
  return PEOPLE.has(field) && typeof value === 'number'
    ? say('people', { count: value })
    : valueWords(field, value, sources)
}

/** 初报, 续报二, 终报. */
export function reportName(fields: JsonFields, say: Say): string {
  const { type, ordinal } = fields
  if (type !== 'followUp') return say(`type.${type === 'final' ? 'final' : 'initial'}`)
  const count = typeof ordinal === 'number' ? ordinal : 1
  return say('type.followUpNumber', { ordinal: say('type.figures') === 'han' ? chineseOrdinal(count) : count })
}

/** One line for each changed fact, old beside new. */
export function factLines(changes: readonly FactChange[], sources: WordSources, say: Say): string {
  return changes
    .map(({ field, from, to }) =>
      say('factLine', {
        field: sources.word(`field.${field}`),
        from: factWords(field, from, sources, say),
        to: factWords(field, to, sources, say),
      }),
    )
    .join('\n')
}

/** The first text of an initial report from the incident's facts. */
export function initialText(fields: JsonFields, sources: WordSources, say: Say): string {
  const order = ['receivedAt', 'sourceName', 'occurredAt', 'place', 'category', 'level', 'description'] as const
  const line = (field: string): string[] => {
    const value = fields[field]
    return value === undefined || value === null || value === ''
      ? []
      : [say('factFirst', { field: sources.word(`field.${field}`), to: factWords(field, value, sources, say) })]
  }
  return [...order.flatMap(line), ...CASUALTY_FIELDS.flatMap(line)].join('\n')
}
