// Administration: officers, agencies, stations, join codes, spaces, rights. Shown to administrators only; readable always,
// changeable while the server is linked, and it says which.
import './admin.css'
import { ReloadOutlined } from '@ant-design/icons'
import { Alert, Button, Drawer, Form, Input, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Fault } from '../../../shared/base/fault.ts'
import { may } from '../../../shared/commands/rights.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { useOfficer } from '../../state/use-status.ts'
import { OnceDialog } from '../../ui/once-dialog.tsx'
import { dateTimeText } from '../../ui/time-text.ts'
import type { AdminTab } from './admin-store.ts'
import { ADMIN_TABS, adminStore, chooseTab, closeAdmin, showSlip } from './admin-store.ts'
import { AgenciesTab } from './agencies-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { CodesTab } from './codes-tab.tsx'
import { OfficersTab } from './officers-tab.tsx'
import { useGate } from './orders.ts'
import { refreshOverview, useKnownOverview, useOverview } from './overview-store.ts'
import { RightsTab } from './rights-tab.tsx'
import { SpacesTab } from './spaces-tab.tsx'
import { StationsTab } from './stations-tab.tsx'
import { TablesTab } from './tables-tab.tsx'

const PARTS: { readonly [tab in AdminTab]: () => React.ReactNode } = {
  officers: OfficersTab,
  agencies: AgenciesTab,
  stations: StationsTab,
  codes: CodesTab,
  spaces: SpacesTab,
  rights: RightsTab,
  tables: TablesTab,
  audit: AuditTab,
}

/** The drawer of administration, and the secret that is being told. While nobody is signed in it stays as it is, covered. */
export function AdminScreen() {
  const { t } = useTranslation('admin')
  const { isOpen, tab, slip } = useStore(adminStore)
  const officer = useOfficer()
  if (officer !== null && !may(officer.role, 'directory.write')) return null
  return (
    <>
      <Drawer
        open={isOpen}
        title={t('title')}
        size="min(1320px, 94vw)"
        destroyOnHidden
        onClose={closeAdmin}
        extra={<Freshness />}
      >
        <GateNotice />
        <ServerDisk />
        <ServerCertificates />
        <ServerBackup />
        <Tabs
          tabPlacement="start"
          activeKey={tab}
          onChange={(key) => chooseTab(key as AdminTab)}
          destroyOnHidden
          items={ADMIN_TABS.map((key) => {
            const Part = PARTS[key]
            return { key, label: t(`tabs.${key}`), children: <Part /> }
          })}
        />
      </Drawer>
      {officer !== null && slip !== null && (
        <OnceDialog slip={slip} onPrint={() => void viewHost().print()} onClose={() => showSlip(null)} />
      )}
    </>
  )
}

/** As of when it is known who is linked, and the way to ask again. */
function Freshness() {
  const { t } = useTranslation('admin')
  const { why } = useGate()
  const { overview, isAsking } = useOverview(why === null)
  return (
    <span className="fs-admin-fresh">
      {overview === null ? t('asOfNever') : t('asOf', { time: dateTimeText(overview.atMs) })}
      <Button
        size="small"
        icon={<ReloadOutlined aria-hidden />}
        loading={isAsking}
        disabled={why !== null}
        title={why ?? ''}
        onClick={() => void refreshOverview()}
      >
        {t('refresh')}
      </Button>
    </span>
  )
}

const TOLD = ['storeCorrupt', 'diskFull', 'readOnly', 'busy'] as const

function isTold(kind: string): kind is (typeof TOLD)[number] {
  return TOLD.some((told) => told === kind)
}

/** What is wrong with the server's disk or database, as it said last. */
function ServerDisk() {
  const { t } = useTranslation('admin')
  const disk = useKnownOverview()?.disk
  if (disk === undefined) return null
  const { trouble, archivesAway } = disk
  return (
    <>
      {trouble !== null && (
        <Alert
          type="error"
          showIcon
          title={t(isTold(trouble) ? `disk.${trouble}` : 'disk.other', { kind: trouble })}
          className="fs-admin-gap"
        />
      )}
      {archivesAway.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('disk.archives', { files: archivesAway.join(', ') })}
          className="fs-admin-gap"
        />
      )}
    </>
  )
}

const DAY_MS = 24 * 3_600_000
/** From so many days before the end it is said. */
const CERTIFICATE_DAYS = 30

/** The server's certificates that end soon, or have ended. */
function ServerCertificates() {
  const { t } = useTranslation('admin')
  const overview = useKnownOverview()
  if (overview?.certificates === undefined) return null
  const { serverMs, clientAuthorityMs } = overview.certificates
  return Object.entries({ server: serverMs, clientAuthority: clientAuthorityMs }).map(([which, endMs]) => {
    const days = endMs === null ? null : Math.floor((endMs - overview.atMs) / DAY_MS)
    if (days === null || endMs === null || days > CERTIFICATE_DAYS) return null
    const words = t(`certificate.${which}`, { until: dateTimeText(endMs), count: Math.max(0, days) })
    return <Alert key={which} type={days < 0 ? 'error' : 'warning'} showIcon title={words} className="fs-admin-gap" />
  })
}

/** The server's own backups, as it said last: a warning when they cannot be relied on. */
function ServerBackup() {
  const { t } = useTranslation('admin')
  const backup = useKnownOverview()?.backup
  if (backup === undefined) return null
  const time = (ms: number | null): string => (ms === null ? t('backup.never') : dateTimeText(ms))
  const words = t(`backup.${backup.problem ?? 'known'}`, { made: time(backup.madeMs), proved: time(backup.provedMs) })
  const lacks = backup.lacks ?? []
  return (
    <>
      {backup.problem === null ? (
        <p className="fs-note" title={t('backup.restore')}>
          {words}
        </p>
      ) : (
        <Alert type="warning" showIcon title={words} description={t('backup.restore')} className="fs-admin-gap" />
      )}
      {lacks.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('backup.lacks', { files: lacks.join(', ') })}
          className="fs-admin-gap"
        />
      )}
    </>
  )
}

/** Why nothing can be changed now; with the way past it where there is one. */
function GateNotice() {
  const { obstacle, why } = useGate()
  if (why === null) return null
  return (
    <Alert
      type="info"
      showIcon
      title={why}
      className="fs-admin-gap"
      {...(obstacle === 'fromMemory' ? { description: <ConfirmPassword /> } : {})}
    />
  )
}

/** Signed in from memory: the password once more, for the server. */
function ConfirmPassword() {
  const { t } = useTranslation('admin')
  const name = useOfficer()?.name
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const confirm = async ({ password }: { readonly password: string }): Promise<void> => {
    if (name === undefined) return
    setIsBusy(true)
    const done = await call('signIn', { name, password })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
  }
  return (
    <Form
      layout="inline"
      requiredMark={false}
      onFinish={(values: { readonly password: string }) => void confirm(values)}
    >
      <Form.Item
        name="password"
        label={t('gate.password')}
        rules={[{ required: true, message: t('required') }]}
        {...(fault === null ? {} : { validateStatus: 'error' as const, help: faultWords(fault) })}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Button htmlType="submit" loading={isBusy}>
        {t('gate.confirm')}
      </Button>
    </Form>
  )
}
