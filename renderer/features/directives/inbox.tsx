// What came in for our agency, in every space the desk covers: transfers to answer, then what is to be signed for, in hand, settled. Each part counts with the
// question of its own list.
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PRIORITIES, priorityOf } from '../../../shared/model/directive.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { useItemsOf } from '../../state/desk-items.ts'
import { Waiting } from '../../ui/waiting.tsx'
import type { InboxPart } from './questions.ts'
import { INBOX_PARTS, MOST, PAGE, fieldsOf, inboxQuestion, transfersQuestion } from './questions.ts'
import { ReceiptLine } from './receipt-line.tsx'
import { TransferLine } from './transfer-line.tsx'

interface Props {
  readonly spaces: readonly string[]
  readonly agency: string
}

export function Inbox({ spaces, agency }: Props) {
  return (
    <div className="fs-dir-scroll">
      <Transfers spaces={spaces} agency={agency} />
      {INBOX_PARTS.map((part) => (
        <Part key={part} spaces={spaces} agency={agency} part={part} />
      ))}
    </div>
  )
}

function Transfers({ spaces, agency }: Props) {
  const { t } = useTranslation('directives')
  const { rows, total } = useItemsOf(spaces, (space) => transfersQuestion(space, agency, PAGE))
  if (rows.length === 0) return null
  return (
    <section aria-label={t('inboxPart.transfers')}>
      <h3>
        {t('inboxPart.transfers')} <small>{total}</small>
      </h3>
      <ul>
        {rows.map(({ space, row }) => (
          <TransferLine key={`${space} ${row.key}`} space={space} row={row} mayAnswer withIncident />
        ))}
      </ul>
    </section>
  )
}

function Part({ spaces, agency, part }: Props & { readonly part: InboxPart }) {
  const { t } = useTranslation('directives')
  const [limit, setLimit] = useState(part === 'settled' ? 20 : PAGE)
  const { rows, total, phase } = useItemsOf(spaces, (space) => inboxQuestion(space, agency, part, limit))
  // The most pressing first among what is shown; within it the newest.
  const sorted = part === 'unsigned' ? rows.toSorted((a, b) => rank(b.row) - rank(a.row)) : rows
  return (
    <section aria-label={t(`inboxPart.${part}`)}>
      <h3>
        {t(`inboxPart.${part}`)} <small>{total}</small>
      </h3>
      {phase === 'loading' && <Waiting label={t('loading')} isSmall />}
      {phase === 'live' && rows.length === 0 && (
        <p className="fs-dir-note">{t(part === 'unsigned' ? 'inboxEmpty' : 'partEmpty')}</p>
      )}
      <ul>
        {sorted.map(({ space, row }) => (
          <ReceiptLine key={`${space} ${row.key}`} space={space} row={row} shows="from" />
        ))}
      </ul>
      <More total={total} shown={rows.length} limit={limit} onMore={setLimit} />
    </section>
  )
}

interface MoreProps {
  readonly total: number
  readonly shown: number
  readonly limit: number
  readonly onMore: (limit: number) => void
}

/** The way to the rest of a list; what no list can show is said. */
export function More({ total, shown, limit, onMore }: MoreProps) {
  const { t } = useTranslation('directives')
  if (total <= shown) return null
  if (limit >= MOST) return <p className="fs-dir-note">{t('beyond', { total, shown })}</p>
  return (
    <Button size="small" onClick={() => onMore(Math.min(MOST, limit + PAGE))}>
      {t('more', { count: Math.min(total, limit + PAGE) - shown })}
    </Button>
  )
}

function rank(row: ItemRow): number {
  return PRIORITIES.indexOf(priorityOf(fieldsOf(row)))
}
