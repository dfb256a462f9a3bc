// The bar above: which space, what time, and the ways into everything.
import { BellOutlined, MenuOutlined, PlusOutlined, QuestionOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Dropdown, Select, Space, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { NoticeBell } from '../features/notices/notice-bell.tsx'
import { call } from '../link/station.ts'
import { viewHost } from '../link/view-host.ts'
import { useNow } from '../state/clock-store.ts'
import { openConflict, openPanel, panelStore, setLayout } from '../state/panel-store.ts'
import { setPreferences, usePreferences } from '../state/preferences-store.ts'
import { chooseSpace, useSpace } from '../state/space-store.ts'
import { useMay, useStatus } from '../state/use-status.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { dateTimeText } from '../ui/time-text.ts'

interface Props {
  readonly onSettings: () => void
  readonly onHelp: () => void
}

/** The bar at the top of the console. */
export function TopBar({ onSettings, onHelp }: Props) {
  const { t } = useTranslation('app')
  const mayReport = useMay('incident.report')
  const listOpen = useStore(panelStore, (state) => state.listOpen)
  return (
    <header className="fs-top">
      <Button
        type="text"
        icon={<MenuOutlined />}
        aria-label={t('list')}
        aria-pressed={listOpen}
        onClick={() => setLayout({ listOpen: !listOpen })}
      />
      <strong className="fs-brand">{t('brand')}</strong>
      <SpaceChoice />
      <Button type="primary" icon={<PlusOutlined />} disabled={!mayReport} onClick={() => openPanel('intake')}>
        {t('newIncident')}
      </Button>
      <Button type="text" onClick={() => openPanel('log')}>
        {t('log')}
      </Button>
      <Button type="text" onClick={() => openConflict(null)}>
        {t('conflicts')}
      </Button>
      <span className="fs-grow" />
      <Clock />
      <ErrorBoundary area={t('notices.title')}>
        <NoticeBell icon={<BellOutlined />} />
      </ErrorBoundary>
      <LanguageSwitch />
      <Tooltip title={t('help')}>
        <Button type="text" icon={<QuestionOutlined />} aria-label={t('help')} onClick={onHelp} />
      </Tooltip>
      <Tooltip title={t('settings')}>
        <Button type="text" icon={<SettingOutlined />} aria-label={t('settings')} onClick={onSettings} />
      </Tooltip>
      <OfficerMenu />
    </header>
  )
}

function SpaceChoice() {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const spaces = useStatus()?.spaces ?? []
  const space = useSpace()
  return (
    <Select
      aria-label={t('space')}
      className="fs-space"
      value={space?.id ?? null}
      popupMatchSelectWidth={false}
      options={spaces.map(({ id, name, nameEn, kind }) => ({
        value: id,
        label: `${language === 'en' ? nameEn || name : name} · ${t(`spaceKind.${kind}`)}`,
      }))}
      onChange={(id) => {
        if (id !== null) chooseSpace(id)
      }}
    />
  )
}

function Clock() {
  const { t } = useTranslation('app')
  const now = useNow()
  return (
    <Tooltip title={t('time')}>
      <time className="fs-clock">{dateTimeText(now)}</time>
    </Tooltip>
  )
}

function LanguageSwitch() {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <Button
      type="text"
      aria-label={t('language')}
      title={t('language')}
      onClick={() => {
        setPreferences({ language: other })
        void viewHost().setLanguage(other)
      }}
    >
      {language === 'en' ? 'EN' : 'ZH'}
    </Button>
  )
}

function OfficerMenu() {
  const { t } = useTranslation('app')
  const officer = useStatus()?.officer ?? null
  if (officer === null) return null
  const items = [
    {
      key: 'who',
      disabled: true,
      label: [officer.agencyName, t(`model:role.${officer.role}`), officer.offline ? t('offlineSignIn') : '']
        .filter((text) => text !== '')
        .join(' · '),
    },
    { key: 'out', label: t('signOut') },
  ]
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) => {
          if (key === 'out') void call('signOut', {})
        },
      }}
    >
      <Button type="text">
        <Space size={4}>{officer.displayName}</Space>
      </Button>
    </Dropdown>
  )
}
