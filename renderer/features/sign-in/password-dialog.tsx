// Asks for a new password where the present one was only given to begin with. Cannot be passed by.
import { Alert, App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { PasswordWeakness } from '../../../shared/model/password-rules.ts'
import { weaknessOf } from '../../../shared/model/password-rules.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useStatus } from '../../state/use-status.ts'

interface Values {
  readonly password: string
  readonly newPassword: string
  readonly repeat: string
}

const WEAK = {
  short: 'signIn.tooShort',
  common: 'signIn.tooCommon',
  name: 'signIn.tooNear',
  same: 'signIn.sameAsBefore',
} as const satisfies { readonly [why in PasswordWeakness]: string }

/** Open while mounted; the status watch ends it once the password was changed. */
export function PasswordDialog() {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const name = useStatus()?.officer?.name ?? ''
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const change = async ({ password, newPassword }: Values): Promise<void> => {
    setIsBusy(true)
    const done = await call('changePassword', { password, newPassword })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    if (done.ok) message.success(t('signIn.changed'))
  }
  return (
    <Modal open title={t('signIn.changeTitle')} footer={null} closable={false} keyboard={false} width={360}>
      <Form<Values> layout="vertical" requiredMark={false} onFinish={(values) => void change(values)}>
        <Form.Item
          name="password"
          label={t('signIn.oldPassword')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={t('signIn.newPassword')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value: unknown) => {
                const present: unknown = getFieldValue('password')
                const given = typeof value === 'string' ? value : ''
                const why = weaknessOf(given, name, typeof present === 'string' ? present : '')
                return why === undefined ? Promise.resolve() : Promise.reject(new Error(t(WEAK[why])))
              },
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="repeat"
          label={t('signIn.repeat')}
          dependencies={['newPassword']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value: unknown) =>
                value === getFieldValue('newPassword')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('signIn.notSame'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} style={{ marginBottom: 12 }} />}
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('signIn.change')}
        </Button>{' '}
        <Button onClick={() => void call('signOut', {})}>{t('signOut')}</Button>
      </Form>
    </Modal>
  )
}
