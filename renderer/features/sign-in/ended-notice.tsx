// Why nobody is signed in any more, that nothing typed is lost, and what has come in since: said on the sign-in screen.
import { Alert } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionEnd, StatusRow } from '../../../shared/rpc/rows.ts'
import { useNow } from '../../state/clock-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'

/** Records in all spaces of this station. */
function recordsOf(status: StatusRow | null): number {
  return (status?.spaces ?? []).reduce((sum, { records }) => sum + records, 0)
}

interface Props {
  readonly end: SessionEnd
  /** True when this window still holds what the officer was doing. */
  readonly isKept: boolean
}

export function EndedNotice({ end, isKept }: Props) {
  const { t } = useTranslation('session')
  const now = useNow(60_000)
  const records = useStatusPart(recordsOf)
  const [before] = useState(records)
  const { why, displayName: name, atMs } = end
  return (
    <>
      <Alert
        type="info"
        showIcon
        className="fs-ended"
        title={t(`ended.${why}`, { name, time: shortTimeText(atMs, now) })}
        {...(isKept && why !== 'revoked' && why !== 'switchedOff' ? { description: t('kept', { name }) } : {})}
      />
      {records > before && (
        <Alert type="warning" showIcon className="fs-ended" title={t('meanwhile', { count: records - before })} />
      )}
    </>
  )
}
