import './notices.css'
// The notice centre: what happened and for whom, narrowed down, settled with a disposition, taken back; and the record of it.
import { Alert, App, Button, Empty, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { NoticeKind } from '../../../shared/model/disposition.ts'
import { NOTICE_KINDS } from '../../../shared/model/disposition.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useRefusal } from '../../state/use-refusal.ts'
import { useOfficer, useStatusPart } from '../../state/use-status.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { acknowledge, disposeOf } from './dispose.ts'
import { AgenciesOf, OwnRecord } from './disposition-list.tsx'
import type { DeskNotice, Happening, OpenNotice } from './notice-book.ts'
import { COMPARED, useNoticeBook } from './notice-book.ts'
import { NoticeSign, NoticeTitle } from './notice-line.tsx'
import { StationAlertLine } from './notice-list.tsx'
import { SettleButton, TakeBackButton } from './settle-notice.tsx'

const TABS = ['open', 'done', 'log'] as const
const STEP = 100

interface Props {
  /** What features besides this one know of. */
  readonly others: readonly Happening[]
  readonly onOpen: OpenNotice
}

export function NoticesView({ others, onOpen }: Props) {
  const { t } = useTranslation(['notices', 'app'])
  const { message } = App.useApp()
  const space = useSpaceId()
  const book = useNoticeBook(space, others)
  const alerts = useStatusPart((status) => status?.alerts) ?? []
  const officer = useOfficer()
  const refusal = useRefusal('notice.dispose')
  const mayWrite = refusal === null
  const [tab, setTab] = useState<(typeof TABS)[number]>('open')
  const [kinds, setKinds] = useState<NoticeKind[]>([])
  const [isOwnOnly, setIsOwnOnly] = useState(false)
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(STEP)
  if (space === null) return null
  const isIn = (notice: DeskNotice): boolean =>
    (kinds.length === 0 || kinds.includes(notice.kind)) &&
    (!isOwnOnly || (notice.agency !== null && (notice.officer === null || notice.officer === officer?.id))) &&
    notice.title.toLowerCase().includes(text.trim().toLowerCase())
  const fitting = book.notices.filter((notice) => notice.isOpen === (tab === 'open') && isIn(notice))
  const ownAlerts = alerts.filter(({ acknowledgedMs }) => (acknowledgedMs === null) === (tab === 'open'))
  const tell = (fault: Fault | null): boolean => {
    if (fault !== null) message.error(faultWords(fault))
    return fault === null
  }
  const takeBack = async (id: string, reason: string): Promise<boolean> => {
    const done = await runCommand(space, 'takeBackDisposition', { id, reason })
    return tell(done.ok ? null : done.fault)
  }
  const counts = { open: book.open.length, done: book.notices.length - book.open.length, log: 0 }
  const canSettle = (notice: DeskNotice): boolean => mayWrite || notice.local !== null
  const hint = mayWrite ? undefined : t('notices:viewerOnly')
  return (
    <section className="fs-centre" aria-label={t('notices:title')}>
      <div className="fs-centre-bar">
        <Segmented
          value={tab}
          onChange={setTab}
          aria-label={t('notices:title')}
          options={TABS.map((one) => ({ value: one, label: t(`notices:tab.${one}`, { count: counts[one] }) }))}
        />
        {tab !== 'log' && (
          <>
            <Select<NoticeKind[]>
              mode="multiple"
              className="fs-centre-kinds"
              aria-label={t('notices:kinds')}
              placeholder={t('notices:everyKind')}
              value={kinds}
              onChange={setKinds}
              options={NOTICE_KINDS.map((kind) => ({ value: kind, label: t(`notices:kind.${kind}`) }))}
            />
            <Select
              aria-label={t('notices:whom')}
              value={isOwnOnly ? 'own' : 'every'}
              onChange={(value) => setIsOwnOnly(value === 'own')}
              options={(['every', 'own'] as const).map((one) => ({ value: one, label: t(`notices:whoms.${one}`) }))}
            />
            <Input
              allowClear
              className="fs-centre-text"
              aria-label={t('notices:search')}
              placeholder={t('notices:search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </>
        )}
        <span className="fs-grow" />
        {tab === 'open' && fitting.length > 1 && (
          <Button
            disabled={!mayWrite}
            title={hint}
            onClick={() => void disposeOf(space, fitting, mayWrite, 'noted').then(tell)}
          >
            {t('notices:disposeAll')}
          </Button>
        )}
      </div>
      <p className="fs-note">{t('notices:bellNote')}</p>
      {book.isStale && <Alert type="warning" showIcon title={t('notices:stale')} />}
      {book.beyond && <Alert type="warning" showIcon title={t('notices:beyond', { count: COMPARED })} />}
      {!book.isLive && !book.isStale && <Waiting label={t('notices:loading')} />}
      {tab === 'log' ? (
        <OwnRecord space={space} hint={hint} onTakeBack={takeBack} />
      ) : (
        <>
          {ownAlerts.map((alert) => (
            <StationAlertLine
              key={alert.key}
              alert={alert}
              onAcknowledge={() => void acknowledge([alert.key]).then(tell)}
            />
          ))}
          {book.isLive && fitting.length + ownAlerts.length === 0 && (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={t(book.open.length === 0 && tab === 'open' ? 'notices:none' : 'notices:noneHere')}
            />
          )}
          {fitting.slice(0, limit).map((notice) => (
            <Line
              key={notice.key}
              space={space}
              notice={notice}
              onOpen={onOpen}
              isSettled={!canSettle(notice)}
              hint={hint}
              onGive={async (disposition, note) => tell(await disposeOf(space, [notice], mayWrite, disposition, note))}
              onTakeBack={takeBack}
            />
          ))}
          {fitting.length > limit && (
            <Button size="small" onClick={() => setLimit(limit + STEP)}>
              {t('notices:moreActs', { count: fitting.length - limit })}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

interface LineProps {
  readonly space: string
  readonly notice: DeskNotice
  readonly onOpen: OpenNotice
  readonly isSettled: boolean
  readonly hint: string | undefined
  readonly onGive: Parameters<typeof SettleButton>[0]['onGive']
  readonly onTakeBack: (id: string, reason: string) => Promise<boolean>
}

function Line({ space, notice, onOpen, isSettled, hint, onGive, onTakeBack }: LineProps) {
  const { t } = useTranslation('notices')
  const [isWide, setIsWide] = useState(false)
  const { given } = notice
  return (
    <article className="fs-centre-line" data-open={notice.isOpen}>
      <div className="fs-notice">
        <NoticeSign notice={notice} />
        <NoticeTitle notice={notice} onOpen={onOpen} />
        <Button size="small" type="text" aria-expanded={isWide} onClick={() => setIsWide(!isWide)}>
          {t('others')}
        </Button>
        {notice.isOpen ? (
          <SettleButton label={t('dispose')} isDisabled={isSettled} hint={hint} onGive={onGive} />
        ) : (
          given !== null && (
            <TakeBackButton isDisabled={hint !== undefined} onTakeBack={(reason) => onTakeBack(given.key, reason)} />
          )
        )}
      </div>
      {notice.isContradicted && <Alert type="warning" showIcon title={t('contradicted')} />}
      {isWide && <AgenciesOf space={space} subject={notice.subject} />}
    </article>
  )
}
