// Values that contradict each other: both with author, agency, station and time; taking one needs a reason.
import { Alert, Button, Empty, Input, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { readCoordinates } from '../../../shared/geo/read-coordinates.ts'
import type { ConflictRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useConflictKey } from '../../state/panel-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { choicesOf, isTyped, readValue } from '../../ui/fields/read-value.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function ConflictPanel() {
  const { t } = useTranslation('incidents')
  const space = useSpaceId()
  const looked = useConflictKey()
  const { rows } = useWatch('conflicts', space === null ? null : { space })
  if (space === null) return null
  return (
    <div style={{ padding: 12, overflowY: 'auto', height: '100%' }}>
      <h2 style={{ margin: 0, fontSize: 16 }}>{t('conflicts')}</h2>
      {rows.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noConflicts')} />}
      {rows.map((row) => (
        <Conflict key={row.key} space={space} row={row} isLookedAt={row.key === looked} />
      ))}
    </div>
  )
}

/** What was written instead of the heads; undefined when it is not a value of the field. */
function otherValue(field: string, text: string): Json | undefined {
  if (field === 'position') {
    const read = readCoordinates(text)
    return read.ok ? { lon: read.position.lon, lat: read.position.lat } : undefined
  }
  const read = readValue(field, text, Date.now())
  return read.ok ? read.value : undefined
}

interface ConflictProps {
  readonly space: string
  readonly row: ConflictRow
  readonly isLookedAt: boolean
}

function Conflict({ space, row, isLookedAt }: ConflictProps) {
  const { t, i18n } = useTranslation('incidents')
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const words = { word: (key: string) => t(`model:${key}`), ...names }
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [other, setOther] = useState('')
  const [isBad, setBad] = useState(false)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isLookedAt) section.current?.scrollIntoView({ block: 'nearest' })
  }, [isLookedAt])
  const hasReason = reason.trim() !== ''
  const settle = (value: Json): void => {
    if (!hasReason) return
    const { kind, id, field } = row
    void runCommand(space, 'settleConflict', { kind, id, field, value, reason }).then((done) =>
      setFault(done.ok ? null : done.fault),
    )
  }
  const settleOther = (): void => {
    const value = otherValue(row.field, other)
    setBad(value === undefined)
    if (value !== undefined) settle(value)
  }
  const choices = row.kind === 'incident' ? choicesOf(row.field) : undefined
  const canType = row.kind === 'incident' && (row.field === 'position' || isTyped(row.field))
  return (
    <section
      ref={section}
      aria-label={`${row.title} ${t(`model:field.${row.field}`)}`}
      style={{
        borderTop: '1px solid #1a2836',
        padding: 8,
        background: isLookedAt ? '#14263a' : 'transparent',
      }}
    >
      <strong>{row.title}</strong> <small>{row.number}</small>
      <div>{t(`model:field.${row.field}`)}</div>
      <Input
        aria-label={t('settleReason')}
        placeholder={t('settleReason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          const head = event.altKey ? row.heads[Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0) - 1] : undefined
          if (head === undefined) return
          event.preventDefault()
          settle(head.value)
        }}
      />
      <div style={{ display: 'flex', gap: 8, marginTop: 6 }}>
        {row.heads.map((head, at) => (
          <div key={head.changeId} style={{ flex: 1, background: '#132233', padding: 8 }}>
            <div style={{ fontSize: 16 }}>
              <small>{at + 1}.</small> {valueWords(row.field, head.value, words)}
            </div>
            <small>
              {head.officerName} · {head.agencyName} · {head.stationName}
              <br />
              {dateTimeText(head.atMs)} {head.doubtful && t('doubtful')}
            </small>
            <br />
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
      {choices !== undefined && (
        <Select
          size="small"
          style={{ marginTop: 6, minWidth: 160 }}
          aria-label={t('otherValue')}
          placeholder={t('otherValue')}
          disabled={!hasReason}
          value={null}
          onChange={(at: number | null) => {
            const value = at === null ? undefined : choices[at]
            if (value !== undefined) settle(value)
          }}
          options={choices.map((value, at) => ({ value: at, label: valueWords(row.field, value, words) }))}
        />
      )}
      {canType && (
        <Input
          style={{ marginTop: 6 }}
          aria-label={t('otherValue')}
          placeholder={t('otherValue')}
          disabled={!hasReason}
          status={isBad ? 'error' : ''}
          value={other}
          onChange={(event) => setOther(event.target.value)}
          onPressEnter={settleOther}
        />
      )}
      {isBad && <Alert type="error" title={t('badValue')} />}
      {fault !== null && <Alert type="error" title={faultWords(fault)} />}
    </section>
  )
}
