// The screen before anyone is on duty at this seat: name and password, and the way to join a server.
import { Alert, Button, Form, Input } from 'antd'
import type { InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { SessionEnd } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { setPreferences, usePreferences } from '../../state/preferences-store.ts'
import { ClosedNotice } from './closed-notice.tsx'
import { DirectorySignIn } from './directory-sign-in.tsx'
import { EndedNotice } from './ended-notice.tsx'
import { UnjoinedNotice } from './unjoined-notice.tsx'

interface Values {
  readonly name: string
  readonly password: string
  readonly code?: string
}
interface Props {
  readonly stationName: string
  readonly onSettings: () => void
  /** The session that ended without the officer's doing, if one did. */
  readonly end?: SessionEnd | null
  /** True when this window still holds what that officer was doing. */
  readonly isKept?: boolean
}

/** Signs an officer in; what follows comes from the status watch. */
export function SignInScreen({ stationName, onSettings, end = null, isKept = false }: Props) {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const nameField = useRef<InputRef>(null)
  const passwordField = useRef<InputRef>(null)
  // The screen has nothing else to do than this.
  const knownName = end?.name ?? ''
  useEffect(() => (knownName === '' ? nameField : passwordField).current?.focus(), [knownName])
  // Asked for once the server has said that this officer has a second factor.
  const [isCodeAsked, setIsCodeAsked] = useState(false)
  const signIn = async ({ name, password, code = '' }: Values): Promise<void> => {
    setIsBusy(true)
    const given = isCodeAsked && code.trim() !== '' ? { code: code.trim() } : {}
    const done = await call('signIn', { name: name.trim(), password, ...given })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    if (!done.ok && done.fault.kind === 'codeNeeded') setIsCodeAsked(true)
  }
  return (
    <main className="fs-sign-in">
      <div>
        <h1>{t('brand')}</h1>
        <p className="fs-note">{t('signIn.station', { name: stationName })}</p>
        {end !== null && <EndedNotice end={end} isKept={isKept} />}
        <ClosedNotice />
        <UnjoinedNotice />
        <DirectorySignIn>
          <Form<Values>
            layout="vertical"
            requiredMark={false}
            initialValues={{ name: knownName }}
            onFinish={(values) => void signIn(values)}
          >
            <Form.Item
              name="name"
              label={t('signIn.name')}
              rules={[{ required: true, whitespace: true, message: t('signIn.nameMissing') }]}
            >
              <Input ref={nameField} autoComplete="username" maxLength={40} />
            </Form.Item>
            <Form.Item
              name="password"
              label={t('signIn.password')}
              rules={[{ required: true, message: t('signIn.passwordMissing') }]}
            >
              <Input.Password ref={passwordField} autoComplete="current-password" maxLength={200} />
            </Form.Item>
            {isCodeAsked && <CodeField />}
            {fault !== null && (
              <Alert
                type={fault.kind === 'codeNeeded' ? 'info' : 'error'}
                showIcon
                title={faultWords(fault)}
                style={{ marginBottom: 12 }}
              />
            )}
            <Button type="primary" htmlType="submit" block loading={isBusy}>
              {t('signIn.submit')}
            </Button>
          </Form>
        </DirectorySignIn>
        <div className="fs-sign-in-ways">
          <Button type="link" onClick={onSettings}>
            {t('signIn.joinHint')}
          </Button>
          <Button
            type="link"
            title={t('language')}
            onClick={() => setPreferences({ language: language === 'en' ? 'zh-CN' : 'en' })}
          >
            {t('language')}
          </Button>
        </div>
      </div>
    </main>
  )
}

/** Comes when it is asked for, and has the cursor. */
function CodeField() {
  const { t } = useTranslation('app')
  const field = useRef<InputRef>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <Form.Item
      name="code"
      label={t('signIn.code')}
      extra={t('signIn.codeHint')}
      rules={[{ required: true, whitespace: true, min: 6, message: t('signIn.codeMissing') }]}
    >
      <Input ref={field} autoComplete="one-time-code" maxLength={20} />
    </Form.Item>
  )
}
