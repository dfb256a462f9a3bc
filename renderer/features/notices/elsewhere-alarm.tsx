// What happens in live spaces this window does not show: whoever exercises or looks at a demonstration hears of the real
// incidents, alerts and overdue reports all the same, and is one click away from them. The gravest are often in a space of
// chosen agencies, which is seldom the one shown.
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSpaceName } from '../../state/desk-spaces.ts'
import { chooseSpace } from '../../state/space-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { useClockHappenings } from './clock-happenings.ts'
import type { OpenNotice } from './notice-book.ts'
import { useNoticeBook } from './notice-book.ts'
import { useAlarm } from './use-alarm.ts'

/** One button for each live space but the shown one that has open notices. */
export function ElsewhereAlarms({ shown, onOpen }: { readonly shown: string | null; readonly onOpen: OpenNotice }) {
  const live = useStatusPart(
    (status) =>
      status?.spaces
        .flatMap(({ id, kind, closed }) => (kind === 'live' && !closed && id !== shown ? [id] : []))
        .join(' ') ?? '',
  )
  if (live === '') return null
  return live.split(' ').map((space) => <Elsewhere key={space} space={space} onOpen={onOpen} />)
}

function Elsewhere({ space, onOpen }: { readonly space: string; readonly onOpen: OpenNotice }) {
  const { t } = useTranslation('app')
  const book = useNoticeBook(space, useClockHappenings(space))
  const open = useMemo(() => book.open.filter(({ kind }) => kind !== 'directive'), [book.open])
  const name = useSpaceName(space)
  useAlarm(space, open, book.isLive, onOpen)
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
