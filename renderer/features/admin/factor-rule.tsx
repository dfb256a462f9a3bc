// Which roles must sign in in two steps: a setting of the server.
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { Role } from '../../../shared/model/role.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { giveOrder, useGate } from './orders.ts'
import { refreshOverview, useKnownOverview } from './overview-store.ts'

/** Roles people sign in with. */
const ROLES = ['viewer', 'dutyOfficer', 'commander', 'administrator'] as const satisfies readonly Role[]

export function FactorRule() {
  const { t } = useTranslation('admin')
  const { why } = useGate()
  const factors = useKnownOverview()?.factors
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  if (factors === undefined) return null
  const save = async (roles: readonly Role[]): Promise<void> => {
    setIsBusy(true)
    const done = await giveOrder({ order: 'saveFactorRule', roles: [...roles] })
    if (done.ok) await refreshOverview()
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
  }
  return (
    <div className="fs-admin-bar">
      <span title={t('officer.factorRuleNote')}>{t('officer.factorRule')}</span>
      <Select
        mode="multiple"
        className="fs-audit-filter"
        aria-label={t('officer.factorRule')}
        placeholder={t('officer.factorNobody')}
        disabled={why !== null || isBusy}
        loading={isBusy}
        value={[...factors.roles]}
        options={ROLES.map((role) => ({ value: role, label: t(`model:role.${role}`) }))}
        onChange={(roles: readonly Role[]) => void save(roles)}
      />
      {fault !== null && <span className="fs-field-problem">{faultWords(fault)}</span>}
    </div>
  )
}
