// Which agency is meant by the offices the rules name: it then has the deadlines of those offices and no others, and what is
// reported to them is offered to it.
import { Alert, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClockRule } from '../../../shared/model/report-clock.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { officeName } from '../../i18n/office-names.ts'
import type { Act } from '../../link/use-act.ts'
import { useAct } from '../../link/use-act.ts'
import type { AgencyName } from '../../state/directory-names.ts'
import { useAgencies } from '../../state/directory-names.ts'
import { useReportingRoles } from '../../state/report-clocks.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'

interface Props {
  readonly space: string
  readonly rules: readonly ClockRule[]
  readonly mayWrite: boolean
}

export function ReportingRoles({ space, rules, mayWrite }: Props) {
  const { t } = useTranslation('reports')
  const agencies = useAgencies()
  const roles = useReportingRoles(space)
  const act = useAct(space)
  const offices = [...new Set(rules.flatMap(({ fromRole, toRole }) => [fromRole, toRole]))].filter((one) => one !== '')
  return (
    <section className="fs-roles" aria-label={t('roles')}>
      <h3>{t('roles')}</h3>
      <p className="fs-note">{t('rolesHint')}</p>
      {act.fault !== null && (
        <Alert type="error" showIcon title={faultWords(act.fault)} closable={{ onClose: act.clear }} />
      )}
      {agencies.map((agency) => {
        const said = roles.get(agency.id) ?? []
        return (
          <RolesLine
            // Said anew elsewhere, the line begins anew.
            key={`${agency.id} ${said.join(' ')}`}
            agency={agency}
            said={said}
            offices={offices}
            act={act}
            mayWrite={mayWrite}
          />
        )
      })}
    </section>
  )
}

interface LineProps {
  readonly agency: AgencyName
  readonly said: readonly string[]
  readonly offices: readonly string[]
  readonly act: Act
  readonly mayWrite: boolean
}

function RolesLine({ agency, said, offices, act, mayWrite }: LineProps) {
  const { t, i18n } = useTranslation('reports')
  const [roles, setRoles] = useState<readonly string[]>(said)
  const name = i18n.language === 'en' ? agency.nameEn : agency.name
  return (
    <div className="fs-roles-line">
      <span>{name}</span>
      <Select
        mode="multiple"
        disabled={!mayWrite}
        aria-label={t('rolesOf', { agency: name })}
        placeholder={t('rolesNone')}
        value={[...roles]}
        onChange={setRoles}
        options={offices.map((office) => ({ value: office, label: officeName(office) }))}
      />
      {roles.join('\n') !== said.join('\n') && (
        <ReasonButton
          label={t('save')}
          ask={t('reason')}
          onText={(reason) => act.run('setReportingRoles', { agency: agency.id, roles: [...roles], reason })}
        />
      )}
    </div>
  )
}
