// The directives our agency issued, or those of them it supervises, each with how many receivers have answered.
import { Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { directiveState, priorityOf } from '../../../shared/model/directive.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import type { ItemRow } from '../../../shared/rpc/rows.ts'
import { useNow } from '../../state/clock-store.ts'
import { useItemsOf } from '../../state/desk-items.ts'
import { useSpaceMarks } from '../../state/desk-spaces.ts'
import { SpaceMark } from '../../ui/space-mark.tsx'
import { shortTimeText } from '../../ui/time-text.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { openDirective, useOpenDirective } from './directive-store.ts'
import { More } from './inbox.tsx'
import { Progress } from './progress.tsx'
import { PAGE, fieldsOf, issuedQuestion } from './questions.ts'
import { PriorityTag } from './tags.tsx'

interface Props {
  readonly spaces: readonly string[]
  readonly agency: string
  readonly isSupervised: boolean
}

export function Outbox({ spaces, agency, isSupervised }: Props) {
  const { t } = useTranslation('directives')
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const { rows, total, phase } = useItemsOf(spaces, (space) =>
    issuedQuestion(space, agency, { text, isSupervised, limit }),
  )
  return (
    <div className="fs-dir-scroll">
      <Input.Search
        allowClear
        aria-label={t('search')}
        placeholder={t('search')}
        onSearch={setText}
        className="fs-dir-search"
      />
      <h3>
        {t(isSupervised ? 'tab.supervised' : 'tab.outbox')} <small>{total}</small>
      </h3>
      {phase === 'loading' && <Waiting label={t('loading')} isSmall />}
      {phase === 'live' && rows.length === 0 && (
        <p className="fs-dir-note">{t(isSupervised ? 'supervisedEmpty' : 'outboxEmpty')}</p>
      )}
      <ul>
        {rows.map(({ space, row }) => (
          <DirectiveLine key={`${space} ${row.key}`} space={space} row={row} />
        ))}
      </ul>
      <More total={total} shown={rows.length} limit={limit} onMore={setLimit} />
    </div>
  )
}

interface LineProps {
  readonly space: string
  readonly row: ItemRow
  /** Instead of opening it in the view. */
  readonly onOpen?: () => void
}

/** One directive in a list. */
export function DirectiveLine({ space, row, onOpen }: LineProps) {
  const { t } = useTranslation('directives')
  const mark = useSpaceMarks()
  const now = useNow(60_000)
  const { directive: open } = useOpenDirective()
  const fields = fieldsOf(row)
  const state = directiveState(fields)
  return (
    <li>
      <button
        type="button"
        className="fs-dir-line"
        aria-current={onOpen === undefined && row.key === open}
        onClick={() => (onOpen === undefined ? openDirective(row.key, space) : onOpen())}
      >
        <span className="fs-dir-line-head">
          <PriorityTag priority={priorityOf(fields)} />
          <strong>{textField(fields, 'title') ?? row.key}</strong>
          {onOpen === undefined && <SpaceMark name={mark(space)} />}
        </span>
        <span className="fs-dir-line-facts">
          <span>{t(`type.${fields['type'] === 'remark' ? 'remark' : 'instruction'}`)}</span>
          <time>{shortTimeText(timeField(fields, 'issuedAt') ?? row.writtenMs, now)}</time>
          {state !== 'issued' && (
            <Tag color={state === 'supervised' ? 'blue' : 'default'}>{t(`directiveState.${state}`)}</Tag>
          )}
          <Progress space={space} directive={row.key} />
          {row.state !== 'agreed' && <Tag color="gold">{t(`change.${row.state}`)}</Tag>}
        </span>
      </button>
    </li>
  )
}
