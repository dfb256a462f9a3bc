// The bar at the bottom: how current the picture is, what waits, what went wrong, and who is on duty.
import { App, Button, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isOpenToRead } from '../../../shared/base/loopback.ts'
import type { OfficerView, SpaceStatus, StatusRow } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call, reconnectNow } from '../../link/station.ts'
import { setBellOpen } from '../../state/bell-store.ts'
import { useNow } from '../../state/clock-store.ts'
import { useConnection } from '../../state/connection-store.ts'
import { openConflict } from '../../state/panel-store.ts'
import { CLOCK_WARN_MS } from '../../state/server-now.ts'
import { useSpace } from '../../state/space-store.ts'
import { keep, readKept } from '../../state/storage.ts'
import { useStatus } from '../../state/use-status.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText, shortTimeText } from '../../ui/time-text.ts'
import { ageOf } from './age.ts'
import { RefusedDialog } from './refused-dialog.tsx'

const isYesNo = (value: unknown): value is boolean => typeof value === 'boolean'

interface Props {
  readonly onSettings: () => void
  /** Who is on duty, and what of it is not settled. */
  readonly duty: ReactNode
  /** How the linked systems of the space are. */
  readonly systems: ReactNode
}

/** The status bar. */
export function StatusBar({ onSettings, duty, systems }: Props) {
  const { t } = useTranslation('app')
  const status = useStatus()
  const space = useSpace()
  const isSignedIn = (status?.officer ?? null) !== null
  // A station that is not heard may have lost its server long ago: nothing is said of that link.
  const isHeard = useConnection().state === 'open'
  return (
    <footer className="fs-bar" aria-label={t('bar.label')}>
      <StationLost />
      {status !== null && (
        <>
          {isHeard && <LinkState status={status} onSettings={onSettings} />}
          {isHeard && <OpenToRead server={status.server} />}
          {isHeard && <DataAge status={status} />}
          {isSignedIn && space !== null && <SpaceItems space={space} />}
          {isSignedIn && systems}
          <Troubles status={status} />
          <span className="fs-grow" />
          {isSignedIn && duty}
          {status.officer !== null && <OnDuty officer={status.officer} />}
          <span>{status.stationName}</span>
          {isSignedIn && status.link !== 'none' && <CutOffSwitch status={status} />}
        </>
      )}
    </footer>
  )
}

function StationLost() {
  const { t } = useTranslation(['app', 'common'])
  const connection = useConnection()
  const now = useNow(10_000)
  if (connection.state === 'open' || (connection.state === 'connecting' && connection.lastHeardMs === null)) return null
  const time = connection.lastHeardMs === null ? '–' : shortTimeText(connection.lastHeardMs, now)
  return (
    <span className="fs-bad" role="alert">
      {t('app:bar.lost', { time })}{' '}
      <Button size="small" onClick={reconnectNow}>
        {t('common:retry')}
      </Button>
    </span>
  )
}

function LinkState({ status, onSettings }: { readonly status: StatusRow; readonly onSettings: () => void }) {
  const { t } = useTranslation('app')
  const now = useNow(10_000)
  switch (status.link) {
    case 'linked':
      return (
        <span
          className="fs-good"
          title={t('bar.linkedHint', { time: shortTimeText(status.linkSinceMs, now), server: status.server ?? '' })}
        >
          ● {t('bar.linked')}
        </span>
      )
    case 'connecting':
      return <span title={status.server ?? ''}>○ {t('bar.connecting')}</span>
    case 'cutOff':
      return (
        <button
          type="button"
          className="fs-bar-item fs-warn"
          title={status.linkFault === null ? t('bar.relink') : `${faultWords(status.linkFault)} ${t('bar.relink')}`}
          onClick={() => void call('relink', {})}
        >
          ○{' '}
          {t(status.linkFault?.kind === 'serverStopped' ? 'bar.serverStopped' : 'bar.cutOff', {
            time: shortTimeText(status.linkSinceMs, now),
          })}
        </button>
      )
    case 'refused':
      // It has not joined yet: the sign-in screen says how, and nothing is wrong.
      if (status.linkFault?.kind === 'stationUnknown')
        return (
          <button type="button" className="fs-bar-item fs-warn" onClick={onSettings}>
            ○ {faultWords(status.linkFault)}
          </button>
        )
      return (
        <button type="button" className="fs-bar-item fs-bad" onClick={onSettings}>
          ✕ {t('bar.refused', { reason: status.linkFault === null ? '' : faultWords(status.linkFault) })}
        </button>
      )
    default:
      return (
        <button type="button" className="fs-bar-item" onClick={onSettings}>
          ○ {t('bar.none')}
        </button>
      )
  }
}

/** How old what the server told is. Without a server everything here is this station's own. */
/** Calm, because work goes on: what the link says can be read on the way. */
function OpenToRead({ server }: { readonly server: string | null }) {
  const { t } = useTranslation('app')
  if (server === null || !isOpenToRead(server)) return null
  return <span title={t('bar.plainHint', { server })}>{t('bar.plain')}</span>
}

function DataAge({ status }: { readonly status: StatusRow }) {
  const { t } = useTranslation('app')
  const now = useNow(5_000)
  if (status.link === 'none') return null
  const { lastHeardMs } = status
  if (lastHeardMs === null) return <span className="fs-warn">{t('bar.ageNever')}</span>
  const { word, count } = ageOf(now - lastHeardMs)
  return (
    <span
      className={status.link === 'linked' ? '' : 'fs-warn'}
      title={t('bar.ageHint', { time: dateTimeText(lastHeardMs) })}
    >
      {t('bar.age', { age: t(`bar.${word}`, { count }) })}
    </span>
  )
}

function OnDuty({ officer }: { readonly officer: OfficerView }) {
  const { t } = useTranslation(['app', 'model'])
  const hint = t('app:bar.officerHint', { role: t(`model:role.${officer.role}`), agency: agencyWords(officer) })
  return (
    <span title={hint}>
      {t('app:bar.officer', { name: officer.displayName })}
      {officer.offline && <span className="fs-warn"> ({t('app:bar.offlineOfficer')})</span>}
    </span>
  )
}

function SpaceItems({ space }: { readonly space: SpaceStatus }) {
  const { t } = useTranslation(['app', 'common'])
  const { message } = App.useApp()
  const now = useNow(10_000)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(space.pictureCode)
      message.success(t('common:copied'))
    } catch {
      message.error(t('common:copyFailed'))
    }
  }
  return (
    <>
      <span
        className={space.waiting > 0 ? 'fs-warn' : ''}
        title={
          space.waitingSinceMs === null
            ? ''
            : t('app:bar.waitingHint', { time: shortTimeText(space.waitingSinceMs, now) })
        }
      >
        {t('app:bar.waiting', { count: space.waiting })}
      </span>
      <button type="button" className="fs-bar-item" title={t('app:bar.pictureHint')} onClick={() => void copy()}>
        <span className="fs-bar-code">{t('app:bar.picture', { code: space.pictureCode })}</span>
      </button>
      <span>{t('app:bar.records', { count: space.records })}</span>
      {space.differs && <span className="fs-warn">{t('app:bar.differs')}</span>}
      <button
        type="button"
        className={space.conflicts > 0 ? 'fs-bar-item fs-bad' : 'fs-bar-item'}
        onClick={() => openConflict(null)}
      >
        {t('app:bar.conflicts', { count: space.conflicts })}
      </button>
      {space.snapshotProgress !== null && (
        <span>{t('app:bar.snapshot', { percent: Math.floor(space.snapshotProgress * 100) })}</span>
      )}
      {space.backfillProgress !== null && (
        <span>{t('app:bar.backfill', { percent: Math.floor(space.backfillProgress * 100) })}</span>
      )}
    </>
  )
}

function Troubles({ status }: { readonly status: StatusRow }) {
  const { t } = useTranslation(['app', 'attachments'])
  const [isOpen, setIsOpen] = useState(false)
  const offset = status.clockOffsetMs
  const alerts = status.alerts.filter(({ acknowledgedMs }) => acknowledgedMs === null).length
  return (
    <>
      {status.filesWaiting > 0 && status.officer !== null && (
        <span className="fs-warn" title={t('attachments:toSendHint')}>
          {t('attachments:barWaiting', { count: status.filesWaiting })}
        </span>
      )}
      {status.refused > 0 && status.officer !== null && (
        <button type="button" className="fs-bar-item fs-bad" onClick={() => setIsOpen(true)}>
          {t('bar.refusedChanges', { count: status.refused })}
        </button>
      )}
      {alerts > 0 && (
        <button type="button" className="fs-bar-item fs-warn" onClick={() => setBellOpen(true)}>
          ⚠ {t('bar.alerts', { count: alerts })}
        </button>
      )}
      {status.forks > 0 && <span title={t('bar.forksHint')}>{t('bar.forks', { count: status.forks })}</span>}
      {status.closing?.isSoon === true && !status.closing.isClosed && (
        <span className="fs-bad" role="alert">
          {t('session:closing.soon', { time: dateTimeText(status.closing.closesMs) })}
        </span>
      )}
      {status.storeFault !== null && (
        <span className="fs-bad" role="alert">
          {faultWords(status.storeFault)}
        </span>
      )}
      {offset !== null && Math.abs(offset) >= CLOCK_WARN_MS && (
        <span className="fs-warn">{t('bar.clockOffset', { seconds: Math.round(Math.abs(offset) / 1_000) })}</span>
      )}
      {isOpen && <RefusedDialog onClose={() => setIsOpen(false)} />}
    </>
  )
}

function CutOffSwitch({ status }: { readonly status: StatusRow }) {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const [isBusy, setIsBusy] = useState(false)
  // The status says cut off for a broken cable as well; the switch shows what this seat asked for last.
  const [wanted, setWanted] = useState(() => readKept('cutOff', isYesNo) ?? false)
  const change = async (cutOff: boolean): Promise<void> => {
    setIsBusy(true)
    const done = await call('setCutOff', { cutOff })
    setIsBusy(false)
    if (done.ok) {
      setWanted(cutOff)
      keep('cutOff', cutOff)
    } else message.error(faultWords(done.fault))
  }
  const isOn = wanted && status.link !== 'linked'
  return (
    <label>
      {t('bar.cutOffSwitch')}{' '}
      <Switch
        size="small"
        checked={isOn}
        loading={isBusy}
        aria-label={t('bar.cutOffSwitch')}
        onChange={(on) => void change(on)}
      />
    </label>
  )
}
