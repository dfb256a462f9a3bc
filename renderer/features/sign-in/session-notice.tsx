// The strip that says, minutes before, that the session will end, and how to go on. Nothing else on the screen is touched.
import { App, Button, Form, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfficerView } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { warningOf } from './session-warning.ts'
import { useActivity } from './use-activity.ts'

const ABOVE_DIALOGS = 1_600

/** Watches the officer's session; shows nothing until it is near its end. */
export function SessionNotice() {
  const officer = useOfficer()
  return officer === null ? null : <Watched officer={officer} />
}

function Watched({ officer }: { readonly officer: OfficerView }) {
  const { t } = useTranslation('session')
  const now = useNow(5_000)
  const warning = warningOf(officer, now)
  useActivity(warning?.kind === 'idle')
  if (warning === null) return null
  const left = t(warning.unit, { count: warning.count })
  return (
    <div className="fs-session-notice">
      <output>{t(warning.kind === 'idle' ? 'idleSoon' : 'limitSoon', { left })}</output>
      {warning.kind === 'limit' && <GoOn name={officer.name} />}
    </div>
  )
}

/**
 * The password again: a new shift begins, in the same windows. Asked in a dialog of its own, because a field in the strip
 * cannot hold the cursor while another dialog is open.
 */
function GoOn({ name }: { readonly name: string }) {
  const { t } = useTranslation('session')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" type="primary" onClick={() => setIsOpen(true)}>
        {t('goOn')}
      </Button>
      {isOpen && <GoOnDialog name={name} onClose={() => setIsOpen(false)} />}
    </>
  )
}

interface Values {
  readonly password: string
  readonly code?: string
}

function GoOnDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { t } = useTranslation('session')
  const { message } = App.useApp()
  const id = useId()
  const hasFactor = useOfficer()?.factor === 'on'
  const [form] = Form.useForm<Values>()
  const [isBusy, setIsBusy] = useState(false)
  const goOn = async ({ password, code }: Values): Promise<void> => {
    setIsBusy(true)
    const done = await call('signIn', { name, password, ...(code === undefined ? {} : { code: code.trim() }) })
    setIsBusy(false)
    if (!done.ok) {
      const field = done.fault.kind === 'wrongCode' ? 'code' : 'password'
      form.setFields([{ name: field, errors: [faultWords(done.fault)] }])
      form.focusField(field)
      return
    }
    const untilMs = done.value.limitMs ?? Date.now()
    message.success(t('wentOn', { time: shortTimeText(untilMs, Date.now()) }))
    onClose()
  }
  return (
    <Modal
      open
      title={t('goOn')}
      okText={t('goOn')}
      okButtonProps={{ htmlType: 'submit', form: id }}
      cancelText={t('common:cancel')}
      confirmLoading={isBusy}
      width={340}
      zIndex={ABOVE_DIALOGS}
      afterOpenChange={(isShown) => {
        if (isShown) form.focusField('password')
      }}
      onCancel={onClose}
    >
      <Form form={form} name={id} layout="vertical" requiredMark={false} onFinish={(values) => void goOn(values)}>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordMissing') }]}>
          <Input.Password maxLength={200} autoComplete="current-password" />
        </Form.Item>
        {hasFactor && (
          <Form.Item
            name="code"
            label={t('app:signIn.code')}
            rules={[{ required: true, min: 6, message: t('app:signIn.codeMissing') }]}
          >
            <Input maxLength={20} autoComplete="one-time-code" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
