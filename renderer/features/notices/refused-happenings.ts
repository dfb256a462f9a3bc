// What another agency would not do of what ours asked for: a directive sent back, a transfer not accepted. Whoever asked must hear
// of it: the missing list has nothing of it any more.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { RECEIPT, TRANSFER, partField } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { useNow } from '../../state/clock-store.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { Happening } from './notice-book.ts'

/** Older refusals are history: somebody has dealt with them, or the program could not tell yet. */
const TOLD_FOR_MS = 7 * 24 * 3_600_000

/** Refusals of what the officer's agency gave away. */
export function useRefusedHappenings(space: string | null): readonly Happening[] {
  const { t, i18n } = useTranslation('notices')
  const agency = useOfficer()?.agency ?? null
  const agencies = useAgencies()
  const now = useNow(60_000)
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const isAsked = space !== null && agency !== null
  const returned = useWatch('items', isAsked ? pageOf(space, RECEIPT, { states: ['returned'] }) : null)
  const refused = useWatch('items', isAsked ? pageOf(space, TRANSFER, { states: ['refused'] }) : null)
  return useMemo(() => {
    if (agency === null) return []
    const say = (fields: JsonFields): RefusalWords => ({
      title: t(textField(fields, 'directive') === null ? 'transferRefused' : 'directiveReturned', {
        title: textField(fields, 'title') ?? t('untitled'),
      }),
      by: agencyName(agencies, textField(fields, 'agency') ?? '', language),
    })
    return [...returned.rows, ...refused.rows].flatMap((row) => refusedHappening(row, agency, now, say))
  }, [returned.rows, refused.rows, agency, agencies, now, language, t])
}

interface RefusalWords {
  readonly title: string
  /** Name of the agency that refused. */
  readonly by: string
}

/** A returned receipt or a refused transfer that `agency` gave; nothing for others and for old ones. */
export function refusedHappening(
  row: ItemRow,
  agency: string,
  nowMs: number,
  say: (fields: JsonFields) => RefusalWords,
): readonly Happening[] {
  const fields = shownOf(row)
  const refusal = partField(fields, 'closed') ?? partField(fields, 'decision')
  const atMs = refusal === null ? null : timeField(refusal, 'at')
  if (refusal === null || atMs === null || fields['from'] !== agency || nowMs - atMs > TOLD_FOR_MS) return []
  const { title, by } = say(fields)
  const reason = textField(refusal, 'text') ?? textField(refusal, 'reason') ?? ''
  const one: Happening = {
    kind: 'directive',
    subject: row.key,
    // Not the moment it was given: that one is the receiver's notice.
    moment: isoWithOffset(atMs),
    atMs,
    level: null,
    title,
    more: reason === '' ? by : `${by} · ${reason}`,
    incident: textField(fields, 'incident'),
    parent: textField(fields, 'directive'),
    agency,
    officer: null,
    local: null,
  }
  return [one]
}
