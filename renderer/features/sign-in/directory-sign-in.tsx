// Signing in with the directory the server knows: its page opens in the browser, and the code that page shows is typed here.
import { Alert, Button, Form, Input, Typography } from 'antd'
import type { InputRef } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { useStatusPart } from '../../state/use-status.ts'

interface Begun {
  readonly id: string
  readonly url: string
  readonly isOpen: boolean
}

interface Props {
  /** The other way to sign in: it makes room once this one was begun. */
  readonly children: ReactNode
}

/** The other way alone where the server knows no directory, or while it is not there to ask it. */
export function DirectorySignIn({ children }: Props) {
  const { t } = useTranslation('app')
  const label = useStatusPart((status) => (status?.link === 'linked' ? status.openId : null))
  const [begun, setBegun] = useState<Begun | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  if (label === null) return children
  const begin = async (): Promise<void> => {
    setIsBusy(true)
    const done = await call('openIdBegin', {})
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    if (!done.ok) return
    const { id, url } = done.value
    setBegun({ id, url, isOpen: await viewHost().openSignInPage(url) })
  }
  const finish = async (code: string): Promise<void> => {
    if (begun === null) return
    setIsBusy(true)
    const done = await call('openIdFinish', { id: begun.id, code: code.replaceAll(/\D/g, '') })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    // Too late, or nobody here has that name: the same code is no use a second time.
    if (!done.ok && done.fault.kind !== 'wrongCode') setBegun(null)
  }
  const section = (
    <section className="fs-sign-in-directory" aria-label={t('openId.title', { label })}>
      {fault !== null && (
        <Alert type="error" showIcon title={fault.kind === 'wrongCode' ? t('openId.wrongCode') : faultWords(fault)} />
      )}
      {begun === null ? (
        <Button block loading={isBusy} onClick={() => void begin()}>
          {t('openId.title', { label })}
        </Button>
      ) : (
        <CodeForm
          begun={begun}
          isBusy={isBusy}
          onCode={(code) => void finish(code)}
          onCancel={() => {
            setBegun(null)
            setFault(null)
          }}
        />
      )}
    </section>
  )
  return begun === null ? (
    <>
      {children}
      {section}
    </>
  ) : (
    section
  )
}

interface CodeFormProps {
  readonly begun: Begun
  readonly isBusy: boolean
  readonly onCode: (code: string) => void
  readonly onCancel: () => void
}

function CodeForm({ begun, isBusy, onCode, onCancel }: CodeFormProps) {
  const { t } = useTranslation('app')
  const field = useRef<InputRef>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <Form<{ readonly code: string }> layout="vertical" requiredMark={false} onFinish={({ code }) => onCode(code)}>
      <p className="fs-note">{t(begun.isOpen ? 'openId.opened' : 'openId.open')}</p>
      <Typography.Paragraph copyable={{ text: begun.url, tooltips: false }} ellipsis={{ rows: 1 }} className="fs-note">
        {begun.url}
      </Typography.Paragraph>
      <Form.Item
        name="code"
        label={t('openId.code')}
        rules={[{ required: true, pattern: /^\s*\d{3}\s?\d{3}\s*$/, message: t('openId.codeMissing') }]}
      >
        <Input ref={field} autoComplete="one-time-code" inputMode="numeric" maxLength={9} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('signIn.submit')}
      </Button>
      <Button type="link" onClick={onCancel}>
        {t('openId.cancel')}
      </Button>
    </Form>
  )
}
