// The bar above: which space, what time, and the ways into everything.
import { MenuOutlined, PlusOutlined, QuestionOutlined, SearchOutlined, SettingOutlined } from '@ant-design/icons'
import { Badge, Button, Dropdown, Select, Space, Tooltip } from 'antd'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { may } from '../../shared/commands/rights.ts'
import type { SpaceStatus } from '../../shared/rpc/rows.ts'
import { openAdmin } from '../features/admin/admin-store.ts'
import { openFactor } from '../features/sign-in/factor-store.ts'
import { call } from '../link/station.ts'
import { viewHost } from '../link/view-host.ts'
import { useNow } from '../state/clock-store.ts'
import { panelStore, setLayout } from '../state/panel-store.ts'
import { setPreferences, usePreferences } from '../state/preferences-store.ts'
import { chooseSpace, useSpaceId, useSpacePart } from '../state/space-store.ts'
import { useOfficer, useStatusPart } from '../state/use-status.ts'
import { useView } from '../state/view-store.ts'
import { agencyWords } from '../ui/author-words.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { dateTimeText } from '../ui/time-text.ts'
import type { ConsoleAction } from './console-actions.ts'
import { DeskBell } from './desk-bodies.tsx'

interface Props {
  readonly actions: readonly ConsoleAction[]
}

/** The bar at the top of the console. */
export function TopBar({ actions }: Props) {
  const { t } = useTranslation('app')
  const isConsole = useView() === 'console'
  const conflicts = useSpacePart((space) => space?.conflicts ?? 0)
  return (
    <header className="fs-top">
      {isConsole && <ListSwitch />}
      <h1 className="fs-brand">{t('brand')}</h1>
      <SpaceChoice />
      <ActionButton actions={actions} id="newIncident" icon={<PlusOutlined aria-hidden />} isPrimary />
      <ActionButton actions={actions} id="log" />
      <Badge count={conflicts} size="small" color="#c2185b" offset={[-6, 4]}>
        <ActionButton actions={actions} id="conflicts" />
      </Badge>
      <span className="fs-grow" />
      <PaletteButton actions={actions} />
      <Clock />
      <ErrorBoundary area={t('notices.title')}>
        <DeskBell />
      </ErrorBoundary>
      <LanguageSwitch />
      <IconAction actions={actions} id="help" icon={<QuestionOutlined aria-hidden />} />
      <IconAction actions={actions} id="settings" icon={<SettingOutlined aria-hidden />} />
      <OfficerMenu />
    </header>
  )
}

function ListSwitch() {
  const { t } = useTranslation('app')
  const listOpen = useStore(panelStore, (state) => state.listOpen)
  return (
    <Button
      type="text"
      icon={<MenuOutlined aria-hidden />}
      aria-label={t('list')}
      title={t('act.list')}
      aria-pressed={listOpen}
      onClick={() => setLayout({ listOpen: !listOpen })}
    />
  )
}

interface ActionProps extends Props {
  readonly id: string
}

/** A button of an action: greyed with the reason when it cannot be done, its key in the hint. */
function ActionButton({
  actions,
  id,
  icon,
  isPrimary = false,
}: ActionProps & { readonly icon?: ReactNode; readonly isPrimary?: boolean }) {
  const { t } = useTranslation('app')
  const action = actions.find((one) => one.id === id)
  if (action === undefined) return null
  const { why, keys, run } = action
  return (
    <Tooltip title={why ?? keys.join(' ')}>
      <Button type={isPrimary ? 'primary' : 'text'} icon={icon} disabled={why !== null} onClick={run}>
        {t(`act.${id}`)}
      </Button>
    </Tooltip>
  )
}

function IconAction({ actions, id, icon }: ActionProps & { readonly icon: ReactNode }) {
  const { t } = useTranslation('app')
  const action = actions.find((one) => one.id === id)
  const hint = [t(`act.${id}`), ...(action?.keys ?? [])].join(' ')
  return (
    <Tooltip title={hint}>
      <Button type="text" icon={icon} aria-label={t(`act.${id}`)} onClick={action?.run} />
    </Tooltip>
  )
}

function PaletteButton({ actions }: Props) {
  const { t } = useTranslation('app')
  const action = actions.find(({ id }) => id === 'palette')
  return (
    <Button
      className="fs-palette-button"
      icon={<SearchOutlined aria-hidden />}
      aria-label={`${t('act.palette')} Ctrl+K`}
      title={t('palette.hint')}
      onClick={action?.run}
    >
      <kbd>Ctrl+K</kbd>
    </Button>
  )
}

type NamedSpace = Pick<SpaceStatus, 'id' | 'name' | 'nameEn' | 'kind' | 'closed' | 'restricted'>

function namedSpaces(spaces: readonly SpaceStatus[]): string {
  return JSON.stringify(
    spaces.map(({ id, name, nameEn, kind, closed, restricted }): NamedSpace => ({
      id,
      name,
      nameEn,
      kind,
      closed,
      restricted,
    })),
  )
}

function SpaceChoice() {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  // Names and kinds alone: the rest of a space's status moves with every change.
  const named = useStatusPart((status) => namedSpaces(status?.spaces ?? []))
  const spaces = useMemo(() => JSON.parse(named) as readonly NamedSpace[], [named])
  const space = useSpaceId()
  return (
    <Select
      aria-label={t('space')}
      className="fs-space"
      value={space}
      popupMatchSelectWidth={false}
      options={spaces.map(({ id, name, nameEn, kind, closed, restricted }) => ({
        value: id,
        label: [
          language === 'en' ? nameEn || name : name,
          t(`spaceKind.${kind}`),
          ...(restricted ? [t('spaceKind.restricted')] : []),
          ...(closed ? [t('spaceKind.closed')] : []),
        ].join(' · '),
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
      lang={other}
      title={t('language')}
      onClick={() => {
        setPreferences({ language: other })
        void viewHost().setLanguage(other)
      }}
    >
      {t('languageShort')}
    </Button>
  )
}

function OfficerMenu() {
  const { t } = useTranslation('app')
  const officer = useOfficer()
  if (officer === null) return null
  const items = [
    {
      key: 'who',
      disabled: true,
      label: [agencyWords(officer), t(`model:role.${officer.role}`), officer.offline ? t('offlineSignIn') : '']
        .filter((text) => text !== '')
        .join(' · '),
    },
    // Entries of single features stand between who one is and the way out.
    ...(may(officer.role, 'directory.write') ? [{ key: 'admin', label: t('admin:open') }] : []),
    { key: 'factor', label: t('factor:open') },
    { key: 'out', label: t('signOut') },
  ]
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) => {
          if (key === 'admin') openAdmin()
          if (key === 'factor') openFactor()
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
