import './notices.css'
// The bell: what happened that nobody of the agency has settled, what the link found out, and the acknowledgement of both.
// It counts from the book the notice centre shows.
import { SoundOutlined } from '@ant-design/icons'
import { Badge, Button, Popover, Tooltip } from 'antd'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { bellStore, setBellOpen } from '../../state/bell-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { ElsewhereAlarms } from './elsewhere-alarm.tsx'
import type { Happening, OpenNotice } from './notice-book.ts'
import { useNoticeBook } from './notice-book.ts'
import { NoticeList } from './notice-list.tsx'
import { soundStore } from './tone.ts'
import { useAlarm, useAlertAlarm } from './use-alarm.ts'

interface Props {
  readonly icon: ReactNode
  /** What features besides this one know of. */
  readonly others: readonly Happening[]
  readonly onOpen: OpenNotice
}

/** A button with the count of what stands open; its list opens below. */
export function NoticeBell({ icon, others, onOpen }: Props) {
  const { t } = useTranslation('app')
  const isOpen = useStore(bellStore, (state) => state.isOpen)
  const space = useSpaceId()
  const book = useNoticeBook(space, others)
  const alerts = useStatusPart((status) => status?.alerts)
  const openAlerts = (alerts ?? []).filter((alert) => alert.acknowledgedMs === null)
  useAlarm(space, book.open, book.isLive, onOpen)
  useAlertAlarm(openAlerts.map(({ key }) => key).join(' '), alerts !== undefined)
  useEscape(isOpen)
  const count = book.open.length + openAlerts.length
  return (
    <>
      <ElsewhereAlarms shown={space} onOpen={onOpen} />
      <SoundBlocked />
      <Popover
        trigger="click"
        placement="bottomRight"
        open={isOpen}
        onOpenChange={setBellOpen}
        title={t('notices.title')}
        content={<NoticeList onOpen={onOpen} space={space} book={book} alerts={alerts ?? []} />}
      >
        <Button type="text" aria-label={count === 0 ? t('notices.title') : t('notices.open', { count })}>
          <Badge
            count={count}
            overflowCount={9_999}
            size="small"
            color={book.open.some(({ level }) => level === 1) ? '#d13438' : '#2f6fa8'}
          >
            {icon}
          </Badge>
        </Button>
      </Popover>
    </>
  )
}

/** Esc puts the list away first, before it closes what lies below. */
function useEscape(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      setBellOpen(false)
    }
    globalThis.addEventListener('keydown', onKey, { capture: true })
    return () => globalThis.removeEventListener('keydown', onKey, { capture: true })
  }, [isOpen])
}

/** Says that a tone could not sound, as long as that is so. */
function SoundBlocked() {
  const { t } = useTranslation('app')
  const isBlocked = useStore(soundStore, (state) => state.isBlocked)
  const { soundOn } = usePreferences()
  if (!isBlocked || !soundOn) return null
  return (
    <Tooltip title={t('notices.soundBlocked')}>
      <Button type="text" className="fs-warn" icon={<SoundOutlined aria-hidden />}>
        {t('notices.silent')}
      </Button>
    </Tooltip>
  )
}
