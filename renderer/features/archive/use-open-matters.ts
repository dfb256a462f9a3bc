// What is still open of one incident, from the same lists the views of the desk show.
import { useMemo } from 'react'
import type { JsonFields } from '../../../shared/base/json.ts'
import { DESTROYED_TEXT } from '../../../shared/model/destruction.ts'
import { partField } from '../../../shared/model/directive.ts'
import { RECEIPT, TRANSFER } from '../../../shared/model/directive.ts'
import { textField } from '../../../shared/model/fields.ts'
import type { OpenMatter } from '../../../shared/model/open-matters.ts'
import { OPEN_STATES, deliveredReports, unsentReports } from '../../../shared/model/open-matters.ts'
import { deliveredOf, dueReports } from '../../../shared/model/report-clock.ts'
import { DELIVERY, REPORT, deliveryState } from '../../../shared/model/report.ts'
import { officeName } from '../../i18n/office-names.ts'
import { pageOf, shownOf } from '../../state/desk-items.ts'
import { useBoundRules } from '../../state/report-clocks.ts'
import { useOfficer } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import type { OwedClock } from '../../ui/clock-decisions.tsx'

export interface OpenItem {
  readonly matter: OpenMatter
  /** What is open, one text each. */
  readonly items: readonly string[]
}

export interface OpenMatters {
  readonly title: string
  readonly isLoading: boolean
  readonly open: readonly OpenItem[]
  /** Report clocks nothing was sent for. */
  readonly clocks: readonly OwedClock[]
}

export function useOpenMatters(space: string, incident: string): OpenMatters {
  const of = { incident }
  const record = useWatch('record', { space, kind: 'incident', id: incident })
  const reports = useWatch('items', pageOf(space, REPORT, of))
  const deliveries = useWatch('items', pageOf(space, DELIVERY, of))
  const receipts = useWatch('items', pageOf(space, RECEIPT, { ...of, states: [...OPEN_STATES[RECEIPT]] }))
  const transfers = useWatch('items', pageOf(space, TRANSFER, { ...of, states: [...OPEN_STATES[TRANSFER]] }))
  const rules = useBoundRules(space, useOfficer()?.agency ?? null)
  const files = useWatch('attachments', { space, incident })
  const { open, clocks } = useMemo(() => {
    const views = record.rows[0]?.fields ?? {}
    const fields: JsonFields = Object.fromEntries(Object.entries(views).map(([name, { value }]) => [name, value]))
    const sent = deliveries.rows.map(shownOf)
    const owed = dueReports(
      fields,
      rules,
      sent.flatMap((one) => deliveredOf(one) ?? []),
    ).filter(({ metMs }) => metMs === null)
    const found: readonly OpenItem[] = [
      {
        matter: 'unsent',
        items: unsentReports(
          reports.rows.map((row) => ({ id: row.key, fields: shownOf(row) })),
          deliveredReports(sent),
        ),
      },
      {
        matter: 'unconfirmed',
        items: sent
          .filter((one) => deliveryState(one) === 'sent')
          .map((one) => officeName(textField(partField(one, 'sent') ?? {}, 'to') ?? '')),
      },
      { matter: 'receipts', items: receipts.rows.map((row) => textField(shownOf(row), 'title') ?? '') },
      { matter: 'transfers', items: transfers.rows.map((row) => textField(shownOf(row), 'reason') ?? '') },
      {
        matter: 'conflicts',
        items: Object.keys(views).filter((name) => views[name]?.conflict === true),
      },
      {
        matter: 'unfetched',
        items: files.rows
          .filter(({ file, name }) => file !== 'here' && name !== DESTROYED_TEXT)
          .map(({ name }) => name),
      },
    ]
    return {
      open: found.filter(({ items }) => items.length > 0),
      clocks: owed.map(({ rule: { id, toRole, citation }, dueMs }): OwedClock => {
        return { key: id, incident, rule: id, toRole, citation, dueMs }
      }),
    }
  }, [incident, record.rows, reports.rows, deliveries.rows, receipts.rows, transfers.rows, rules, files.rows])
  const title = record.rows[0]?.fields['title']?.value
  return {
    title: typeof title === 'string' ? title : '',
    isLoading: [record, reports, deliveries, receipts, transfers, files].some(({ phase }) => phase === 'loading'),
    open,
    clocks,
  }
}
