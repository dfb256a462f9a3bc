// The whole window: antd's theme and language around the layout, the sign-in screen, or the wait for the station.
import { LoadingOutlined } from '@ant-design/icons'
import { App as AntdApp, ConfigProvider, theme } from 'antd'
import type { ThemeConfig } from 'antd'
import en from 'antd/es/locale/en_US'
import zhCN from 'antd/es/locale/zh_CN'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AdminScreen } from '../features/admin/admin-screen.tsx'
import { PendingHandover } from '../features/handover/pending-handover.tsx'
import { useEndedAlarm } from '../features/notices/use-ended-alarm.ts'
import { OnDutyLine } from '../features/roster/on-duty-line.tsx'
import type { SettingsTab } from '../features/settings/settings-drawer.tsx'
import { SettingsDrawer } from '../features/settings/settings-drawer.tsx'
import { FactorDialog } from '../features/sign-in/factor-dialog.tsx'
import { PasswordDialog } from '../features/sign-in/password-dialog.tsx'
import { SessionNotice } from '../features/sign-in/session-notice.tsx'
import { SignInScreen } from '../features/sign-in/sign-in-screen.tsx'
import { StatusBar } from '../features/status-bar/status-bar.tsx'
import { SystemsBar } from '../features/systems/systems-bar.tsx'
import { usePreferences } from '../state/preferences-store.ts'
import { useOfficer, useStatusPart } from '../state/use-status.ts'
import { reopenFaulted } from '../state/watch-store.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Layout } from './layout.tsx'
import { useCodeTable } from './use-code-table.ts'
import { useCover } from './use-cover.ts'

/** Dark and calm: red is left to level 1, conflicts and errors. */
const TOKENS: ThemeConfig = {
  token: {
    colorPrimary: '#3b82c4',
    colorBgBase: '#0b1420',
    colorBgContainer: '#101c2b',
    colorBgElevated: '#16253a',
    colorBorder: '#24364d',
    colorBorderSecondary: '#1b2a3f',
    colorTextBase: '#d7e0e8',
    colorError: '#e5484d',
    colorLink: '#6fb1ee',
    // Hints are read as well: 4.5 to 1 on every ground, which the algorithm's own shade is not.
    colorTextPlaceholder: '#8aa0b4',
    borderRadius: 3,
  },
  components: {
    // The algorithm's own shades can hardly be told from the ground.
    Slider: {
      railBg: '#3a5170',
      railHoverBg: '#3a5170',
      trackBg: '#3b82c4',
      trackHoverBg: '#3b82c4',
      handleColor: '#6fb1ee',
    },
    Tabs: { itemSelectedColor: '#6fb1ee', itemHoverColor: '#6fb1ee' },
    Button: { colorError: '#f0757a', dangerColor: '#0b1420', colorPrimaryHover: '#3d78b0' },
  },
}
const COMPACT: ThemeConfig = {
  ...TOKENS,
  // The compact algorithm makes small buttons 21 px high; 24 is the least that every hand hits (WCAG 2.2, 2.5.8).
  token: { ...TOKENS.token, controlHeightSM: 24 },
  algorithm: [theme.darkAlgorithm, theme.compactAlgorithm],
}
// A button that works keeps its name: the icon that turns says nothing, and goes at once with the work.
const BUTTONS = { autoInsertSpace: false, loadingIcon: <LoadingOutlined spin aria-hidden /> }
const COMFORTABLE: ThemeConfig = { ...TOKENS, algorithm: [theme.darkAlgorithm] }

/** Everything a window shows. */
export function App() {
  const { language, density } = usePreferences()
  return (
    <ConfigProvider
      locale={language === 'en' ? en : zhCN}
      theme={density === 'compact' ? COMPACT : COMFORTABLE}
      button={BUTTONS}
    >
      <AntdApp className="fs-app" message={{ maxCount: 3 }}>
        <Screen />
      </AntdApp>
    </ConfigProvider>
  )
}

function Screen() {
  const { t } = useTranslation('app')
  const stationName = useStatusPart((status) => status?.stationName ?? null)
  const officer = useOfficer()
  const [isSettingsOpen, setIsSettingsOpen] = useState(false)
  const [settingsTab, setSettingsTab] = useState<SettingsTab | null>(null)
  const officerId = officer?.id
  const end = useStatusPart((status) => (status?.officer === null ? status.sessionEnd : null))
  useEndedAlarm()
  useCodeTable()
  // A session that ends by itself only covers the screen: what its officer was doing stays until somebody else signs in.
  const [shownFor, setShownFor] = useState<string | undefined>(undefined)
  if (officerId !== undefined && officerId !== shownFor) setShownFor(officerId)
  if (stationName !== null && officer === null && end === null && shownFor !== undefined) setShownFor(undefined)
  const isCovered = officer === null && end !== null && end.officer === shownFor
  useCover(isCovered)

  // Watches refused before the sign-in are asked anew after it.
  useEffect(() => {
    if (officerId !== undefined) reopenFaulted()
  }, [officerId])

  const openTab = useCallback((tab: SettingsTab | null) => {
    setSettingsTab(tab)
    setIsSettingsOpen(true)
  }, [])
  const openSettings = useCallback(() => openTab(null), [openTab])
  const openServers = useCallback(() => openTab('servers'), [openTab])
  return (
    <>
      {stationName === null ? (
        <main className="fs-wait">{t('starting')}</main>
      ) : (
        officer === null && (
          <SignInScreen
            key={end?.atMs ?? 0}
            stationName={stationName}
            onSettings={openServers}
            end={end}
            isKept={isCovered}
          />
        )
      )}
      {stationName !== null && (officer !== null || isCovered) && (
        <div key={shownFor} className="fs-layout" hidden={isCovered} inert={isCovered}>
          <SessionNotice />
          <Layout onSettings={openSettings} />
          <ErrorBoundary area={t('admin:title')}>
            <AdminScreen />
          </ErrorBoundary>
        </div>
      )}
      <ErrorBoundary area={t('bar.label')}>
        <StatusBar onSettings={openServers} duty={<Duty />} systems={<SystemsBar />} />
      </ErrorBoundary>
      {officer?.mustChangePassword === true && <PasswordDialog />}
      <FactorDialog />
      <ErrorBoundary area={t('settings')}>
        <SettingsDrawer isOpen={isSettingsOpen} tab={settingsTab} onClose={() => setIsSettingsOpen(false)} />
      </ErrorBoundary>
    </>
  )
}

/** On every screen: who is on duty, and a handover nobody has settled. */
function Duty() {
  return (
    <>
      <PendingHandover />
      <OnDutyLine />
    </>
  )
}
