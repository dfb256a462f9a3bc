// New incidents of live spaces this window does not show: whoever exercises or looks at a demonstration hears of the real
// ones all the same, and is one click away from them.
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../state/preferences-store.ts'
import { chooseSpace } from '../../state/space-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useAlarm } from './use-alarm.ts'

const LIMIT = 500

/** One button for each live space but the shown one that has open notices. */
export function ElsewhereAlarms({ shown }: { readonly shown: string | null }) {
  const live = useStatusPart(
    (status) =>
      status?.spaces
        .flatMap(({ id, kind, closed }) => (kind === 'live' && !closed && id !== shown ? [id] : []))
        .join(' ') ?? '',
  )
  if (live === '') return null
  return live.split(' ').map((space) => <Elsewhere key={space} space={space} />)
}

function Elsewhere({ space }: { readonly space: string }) {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const params = useMemo(() => ({ space, limit: LIMIT }), [space])
  const { rows, phase } = useWatch('notices', params)
  const open = useMemo(() => rows.filter((row) => row.acknowledgedMs === null), [rows])
  const name = useStatusPart((status) => {
    const found = status?.spaces.find(({ id }) => id === space)
    return (language === 'en' ? found?.nameEn : found?.name) ?? space
  })
  useAlarm(space, open, phase === 'live')
  if (open.length === 0) return null
  return (
    <Button
      size="small"
      className={open.some(({ level }) => level === 1) ? 'fs-elsewhere fs-elsewhere-grave' : 'fs-elsewhere'}
      title={t('notices.elsewhereHint', { name })}
      onClick={() => chooseSpace(space)}
    >
      {t('notices.elsewhere', { name, count: open.length })}
    </Button>
  )
}
