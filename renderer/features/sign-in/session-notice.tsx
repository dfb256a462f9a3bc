// The strip that says, minutes before, that the session will end, and how to go on. Nothing else on the screen is touched.
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfficerView } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useNow } from '../../state/clock-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { shortTimeText } from '../../ui/time-text.ts'
import { warningOf } from './session-warning.ts'
import { useActivity } from './use-activity.ts'

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

/** The password again: a new shift begins, in the same windows. */
function GoOn({ name }: { readonly name: string }) {
  const { t } = useTranslation('session')
  const { message } = App.useApp()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const goOn = async (): Promise<void> => {
    if (password === '') {
      setProblem(t('passwordMissing'))
      return
    }
    setIsBusy(true)
    const done = await call('signIn', { name, password })
    setIsBusy(false)
    setProblem(done.ok ? '' : faultWords(done.fault))
    if (!done.ok) return
    const untilMs = done.value.limitMs ?? Date.now()
    message.success(t('wentOn', { time: shortTimeText(untilMs, Date.now()) }))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void goOn()
      }}
    >
      <Input.Password
        size="small"
        value={password}
        maxLength={200}
        autoComplete="current-password"
        placeholder={t('password')}
        aria-label={t('password')}
        status={problem === '' ? '' : 'error'}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button size="small" type="primary" htmlType="submit" loading={isBusy}>
        {t('goOn')}
      </Button>
      {problem !== '' && <span role="alert">{problem}</span>}
    </form>
  )
}
