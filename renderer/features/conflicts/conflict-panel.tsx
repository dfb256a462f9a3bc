import './conflicts.css'
// Values that contradict each other: each with author, agency, station and time; taking one, or writing another, needs a
// reason. Nothing is lost by it: the values not taken stay in the history.
import { Alert, Button, Empty, Input, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault as faultOfKind } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { distanceM } from '../../../shared/geo/distance.ts'
import { ALERT } from '../../../shared/model/alert.ts'
import type { Position } from '../../../shared/model/incident.ts'
import type { ConflictRow, HeadView } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { lengthText } from '../../map/coordinate-text.ts'
import { openPanel, useConflictKey } from '../../state/panel-store.ts'
import { select } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useFieldNames } from '../../state/use-field-names.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useWatch } from '../../state/use-watch.ts'
import { authorWords } from '../../ui/author-words.ts'
import { FieldInput } from '../../ui/fields/field-input.tsx'
import type { FieldProblem } from '../../ui/fields/field-problem.ts'
import { fieldProblem } from '../../ui/fields/field-problem.ts'
import type { FieldSources } from '../../ui/fields/field-sources.ts'
import { editorOf, readValue } from '../../ui/fields/read-value.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { recordTitle } from '../../ui/record-title.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { isInOpenList, isStrongEnter, useKeys } from '../../ui/use-keys.ts'

export function ConflictPanel() {
  const { t, i18n } = useTranslation(['incidents', 'detail', 'model'])
  const space = useSpaceId()
  const looked = useConflictKey()
  const names = useFieldNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const sources: FieldSources = { ...names, word: (key, values) => t(`model:${key}`, { ...values }) }
  const { rows, phase } = useWatch('conflicts', space === null ? null : { space })
  const refusal = useRefusal('conflict.settle')
  if (space === null) return null
  const why =
    refusal === null ? null : refusal === 'notAllowed' ? t('detail:mayNotSettle') : faultWords(faultOfKind(refusal, ''))
  return (
    <div className="fs-conflicts">
      <h2 className="fs-panel-title">{t('conflicts')}</h2>
      {rows.length === 0 && phase === 'live' && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noConflicts')} />
      )}
      {rows.length > 0 && <p className="fs-conflict-note">{why ?? t('detail:settledHint')}</p>}
      {rows.map((row) => (
        <Conflict
          key={row.key}
          space={space}
          row={row}
          sources={sources}
          isLookedAt={row.key === looked}
          isRefused={why !== null}
        />
      ))}
    </div>
  )
}

interface ConflictProps {
  readonly space: string
  readonly row: ConflictRow
  readonly sources: FieldSources
  readonly isLookedAt: boolean
  readonly isRefused: boolean
}

function Conflict({ space, row, sources, isLookedAt, isRefused }: ConflictProps) {
  const { t } = useTranslation(['incidents', 'detail', 'model', 'fields'])
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isLookedAt) section.current?.scrollIntoView({ block: 'nearest' })
  }, [isLookedAt])
  const hasReason = reason.trim() !== '' && !isRefused
  const settle = (value: Json): void => {
    if (!hasReason) return
    const { kind, id, field } = row
    void runCommand(space, 'settleConflict', { kind, id, field, value, reason: reason.trim() }).then((done) =>
      setFault(done.ok ? null : done.fault),
    )
  }
  const apart = metresApart(row.heads)
  const title = recordTitle(row.kind, row.id, row.title, (key) => t(key))
  return (
    <section
      ref={section}
      aria-label={`${title} ${t(`model:field.${row.field}`)}`}
      className={isLookedAt ? 'fs-conflict fs-conflict-looked' : 'fs-conflict'}
    >
      <div className="fs-conflict-head">
        <strong>{title}</strong>
        <small>{row.number}</small>
        {row.kind === 'incident' && (
          <Button
            size="small"
            type="link"
            onClick={() => {
              select(row.id, 'panel')
              openPanel('detail')
            }}
          >
            {t('detail:openIncident')}
          </Button>
        )}
      </div>
      <div className="fs-conflict-field">
        {t(`model:field.${row.field}`)}
        {apart !== null && <small> · {t('detail:headsApart', { distance: lengthText(apart) })}</small>}
      </div>
      <Input
        aria-label={t('settleReason')}
        placeholder={t('settleReason')}
        maxLength={500}
        disabled={isRefused}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          const head = event.altKey ? row.heads[Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0) - 1] : undefined
          if (head === undefined) return
          event.preventDefault()
          settle(head.value)
        }}
      />
      <div className="fs-heads">
        {row.heads.map((head, at) => (
          <div key={head.changeId} className="fs-head">
            <div className="fs-head-value">
              <small>{at + 1}.</small>{' '}
              {valueWords(row.kind === ALERT && row.field === 'level' ? 'alertLevel' : row.field, head.value, sources)}
            </div>
            <div className="fs-head-by">
              {authorWords(head)}
              <br />
              <time dateTime={new Date(head.atMs).toISOString()}>{dateTimeText(head.atMs)}</time>{' '}
              {at === 0 && <Tag>{t('detail:shownNow')}</Tag>}
              {head.doubtful && <Tag color="orange">{t('doubtful')}</Tag>}
              {head.state !== 'agreed' && (
                <Tag color="gold" title={t(`detail:${head.state}Note`)}>
                  {t(`state.${head.state}`)}
                </Tag>
              )}
            </div>
            <Button
              size="small"
              disabled={!hasReason}
              title={hasReason ? t('conflictKeys') : t('needReason')}
              onClick={() => settle(head.value)}
            >
              {t('settle')}
            </Button>
          </div>
        ))}
      </div>
      {editorOf(row.field) !== undefined && row.kind === 'incident' && !isRefused && (
        <OtherValue row={row} sources={sources} hasReason={hasReason} onSettle={settle} />
      )}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
    </section>
  )
}

/** Neither value is right: another one is written, with the field's own editor. */
function OtherValue({
  row,
  sources,
  hasReason,
  onSettle,
}: {
  readonly row: ConflictRow
  readonly sources: FieldSources
  readonly hasReason: boolean
  readonly onSettle: (value: Json) => void
}) {
  const { t } = useTranslation(['incidents', 'fields'])
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<FieldProblem>()
  const isChoice = editorOf(row.field) === 'choice'
  const settle = (said: string): void => {
    if (!hasReason || said.trim() === '') return
    const context = { nowMs: Date.now(), codeOf: sources.codeOf }
    const read = readValue(row.field, said, context)
    setProblem(fieldProblem(row.field, said, context))
    if (read.ok) onSettle(read.value)
  }
  const part = useKeys<HTMLDivElement>((event) => {
    const isNewRow = event.target instanceof HTMLTextAreaElement && !isStrongEnter(event)
    if (event.key !== 'Enter' || isNewRow || isInOpenList(event) || event.target instanceof HTMLButtonElement)
      return false
    settle(text)
    return true
  })
  const problemId = `${row.key}-problem`
  return (
    <div ref={part} className="fs-other-value">
      <div>
        <FieldInput
          field={row.field}
          text={text}
          onText={(next) => {
            setText(next)
            setProblem(undefined)
            if (isChoice) settle(next)
          }}
          sources={sources}
          label={t('otherValue')}
          placeholder={t('otherValue')}
          isBad={problem !== undefined}
          describedBy={problem === undefined ? undefined : problemId}
          isDisabled={!hasReason}
        />
        {problem !== undefined && (
          <span className="fs-field-problem" id={problemId} role="alert">
            {t(`fields:${problem}`)}
          </span>
        )}
      </div>
      {!isChoice && (
        <Button
          size="small"
          disabled={!hasReason || text.trim() === ''}
          title={hasReason ? '' : t('needReason')}
          onClick={() => settle(text)}
        >
          {t('settle')}
        </Button>
      )}
    </div>
  )
}

/** Greatest distance between positions that contradict each other; null when they are no positions. */
function metresApart(heads: readonly HeadView[]): number | null {
  const points = heads.flatMap(({ value }) => {
    const { lon, lat } = (value ?? {}) as { readonly lon?: Json; readonly lat?: Json }
    return typeof lon === 'number' && typeof lat === 'number' ? [{ lon, lat } satisfies Position] : []
  })
  if (points.length < 2) return null
  return Math.max(...points.flatMap((from, at) => points.slice(at + 1).map((to) => distanceM(from, to))))
}
