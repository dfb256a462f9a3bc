// Values that contradict each other: both with author, agency, station and time; taking one needs a reason.
import { Alert, Button, Empty, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { ConflictRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'

export function ConflictPanel() {
  const { t } = useTranslation('incidents')
  const space = useSpaceId()
  const { rows } = useWatch('conflicts', space === null ? null : { space })
  if (space === null) return null
  return (
    <div style={{ padding: 12, overflowY: 'auto', height: '100%' }}>
      <h2 style={{ margin: 0, fontSize: 16 }}>{t('conflicts')}</h2>
      {rows.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noConflicts')} />}
      {rows.map((row) => (
        <Conflict key={row.key} space={space} row={row} />
      ))}
    </div>
  )
}

function Conflict({ space, row }: { readonly space: string; readonly row: ConflictRow }) {
  const { t, i18n } = useTranslation('incidents')
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const words = { word: (key: string) => t(`model:${key}`), ...names }
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <section style={{ borderTop: '1px solid #1a2836', padding: '8px 0' }}>
      <strong>{row.title}</strong> <small>{row.number}</small>
      <div>{t(`model:field.${row.field}`)}</div>
      <Input
        aria-label={t('settleReason')}
        placeholder={t('settleReason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div style={{ display: 'flex', gap: 8, marginTop: 6 }}>
        {row.heads.map((head) => (
          <div key={head.changeId} style={{ flex: 1, background: '#132233', padding: 8 }}>
            <div style={{ fontSize: 16 }}>{valueWords(row.field, head.value, words)}</div>
            <small>
              {head.officerName} · {head.agencyName} · {head.stationName}
              <br />
              {dateTimeText(head.atMs)} {head.doubtful && t('doubtful')}
            </small>
            <br />
            <Button
              size="small"
              disabled={reason.trim() === ''}
              title={reason.trim() === '' ? t('needReason') : ''}
              onClick={() =>
                void runCommand(space, 'settleConflict', {
                  kind: row.kind,
                  id: row.id,
                  field: row.field,
                  value: head.value,
                  reason,
                }).then((done) => setFault(done.ok ? null : done.fault))
              }
            >
              {t('settle')}
            </Button>
          </div>
        ))}
      </div>
      {fault !== null && <Alert type="error" title={faultWords(fault)} />}
    </section>
  )
}
