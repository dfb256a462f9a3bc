// What can be done about an officer, each in its dialog: taken in, edited, given a new password, signed out everywhere,
// switched off and on.
import { App, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Officer } from '../../../shared/model/directory.ts'
import type { Role } from '../../../shared/model/role.ts'
import { ROLES } from '../../../shared/model/role.ts'
import type { MethodAnswer } from '../../../shared/rpc/methods.ts'
import { useOfficer } from '../../state/use-status.ts'
import { showSlip } from './admin-store.ts'
import { useAgencyOptions, useAgencyWords } from './directory.ts'
import { newSecret } from './new-secret.ts'
import { OrderDialog } from './order-dialog.tsx'

export type OfficerTask =
  | { readonly kind: 'add' }
  | {
      readonly kind: 'edit' | 'setPassword' | 'endSessions' | 'resetFactor' | 'switchOff' | 'switchOn'
      readonly id: string
      readonly is: Officer
    }

interface Props {
  readonly task: OfficerTask
  readonly onClose: () => void
}

/** The dialog of a task; open while mounted. */
export function OfficerDialog({ task, onClose }: Props) {
  switch (task.kind) {
    case 'add':
      return <OfficerForm onClose={onClose} />
    case 'edit':
      return <OfficerForm id={task.id} before={task.is} onClose={onClose} />
    default:
      return <OfficerStep kind={task.kind} id={task.id} is={task.is} onClose={onClose} />
  }
}

interface Entered {
  readonly name: string
  readonly displayName: string
  readonly agency: string | null
  readonly role: Role
}

function OfficerForm({
  id,
  before,
  onClose,
}: {
  readonly id?: string
  readonly before?: Officer
  readonly onClose: () => void
}) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const agencies = useAgencyOptions()
  const showPassword = useShowPassword()
  const own = useOfficer()?.id
  const required = { required: true, whitespace: true, message: t('required') }
  return (
    <OrderDialog<Entered>
      title={before === undefined ? t('officer.addTitle') : t('officer.editTitle', { name: before.displayName })}
      okText={t('common:save')}
      notes={[t(before === undefined ? 'officer.addNote' : 'officer.editNote')]}
      warning={id !== undefined && id === own ? t('officer.selfNote') : null}
      first="displayName"
      initial={{
        name: before?.name ?? '',
        displayName: before?.displayName ?? '',
        agency: before?.agency ?? null,
        role: before?.role ?? 'dutyOfficer',
      }}
      problems={{
        'name alreadyExists': t('officer.nameTaken'),
        'name invalidInput': t('officer.nameHint'),
        'agency notFound': t('officer.agencyGone'),
      }}
      toOrder={({ name, displayName, agency, role }) => ({
        order: 'saveOfficer',
        ...(id === undefined ? {} : { officer: id }),
        fields: { name: name.trim().toLowerCase(), displayName: displayName.trim(), agency: agency ?? '', role },
      })}
      onDone={(answer, values) => {
        message.success(t('saved', { name: values.displayName }))
        if (before === undefined) showPassword(answer, values)
        onClose()
      }}
      onClose={onClose}
    >
      {() => (
        <>
          <Form.Item name="displayName" label={t('officer.displayName')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('officer.name')}
            extra={t('officer.nameHint')}
            normalize={(value: string) => value.toLowerCase()}
            rules={[
              { required: true, message: t('required') },
              { pattern: NAME, message: t('officer.nameHint') },
            ]}
          >
            <Input maxLength={40} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="agency"
            label={t('officer.agency')}
            rules={[{ required: true, message: t('officer.agencyMissing') }]}
          >
            <Select showSearch={{ optionFilterProp: 'label' }} options={[...agencies]} />
          </Form.Item>
          <Form.Item name="role" label={t('officer.role')}>
            <Select options={ROLES.map((role) => ({ value: role, label: t(`model:role.${role}`) }))} />
          </Form.Item>
        </>
      )}
    </OrderDialog>
  )
}

/** As officerFields says, with blanks around it forgiven. */
const NAME = /^\s*[a-z0-9][a-z0-9._-]{1,39}\s*$/

function OfficerStep({
  kind,
  id,
  is,
  onClose,
}: {
  readonly kind: 'setPassword' | 'endSessions' | 'resetFactor' | 'switchOff' | 'switchOn'
  readonly id: string
  readonly is: Officer
  readonly onClose: () => void
}) {
  const { t } = useTranslation('admin')
  const { message } = App.useApp()
  const showPassword = useShowPassword()
  const isOwn = useOfficer()?.id === id
  const name = is.displayName
  const own = kind === 'switchOff' ? t('officer.switchOffSelf') : t('officer.selfNote')
  return (
    <OrderDialog
      title={t(`officer.${kind}Title`, { name })}
      okText={t(`officer.${kind}`)}
      isDanger={kind !== 'switchOn'}
      notes={[t(`officer.${kind}Note`)]}
      warning={isOwn && kind !== 'switchOn' ? own : null}
      initial={{}}
      toOrder={() => {
        if (kind === 'endSessions' || kind === 'resetFactor') return { order: kind, officer: id }
        if (kind === 'setPassword') return { order: 'saveOfficer', officer: id, fields: {}, password: newSecret() }
        return { order: 'saveOfficer', officer: id, fields: { active: kind === 'switchOn' } }
      }}
      onDone={(answer) => {
        if (kind === 'setPassword') showPassword(answer, is)
        else message.success(t('saved', { name }))
        onClose()
      }}
      onClose={onClose}
    />
  )
}

/** Shows the one-time password of an answer, once. */
function useShowPassword(): (
  answer: MethodAnswer<'admin'>,
  officer: Pick<Officer, 'name' | 'displayName'> & { readonly agency: string | null },
) => void {
  const { t } = useTranslation('admin')
  const agencyWords = useAgencyWords()
  return ({ password }, { name, displayName, agency }) => {
    if (password === undefined) return
    showSlip({
      title: t('officer.newPasswordFor', { name: displayName }),
      head: t('officer.slip'),
      note: t('onceNote'),
      secretName: t('officer.password'),
      secret: password,
      lines: [
        [t('officer.displayName'), displayName],
        [t('officer.agency'), agencyWords(agency ?? '')],
        [t('officer.name'), name.trim().toLowerCase()],
      ],
    })
  }
}
