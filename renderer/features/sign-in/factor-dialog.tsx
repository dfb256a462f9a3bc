import './factor.css'
// The officer's own second factor: set up with an authenticator, codes for a lost telephone shown once, taken off again.
// Where the role must have it, the dialog cannot be passed by.
import { Alert, App, Button, Input, Modal, QRCode } from 'antd'
import type { InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { FactorStep } from '../../../shared/model/factor.ts'
import type { OfficerView } from '../../../shared/rpc/rows.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { useOfficer } from '../../state/use-status.ts'
import { closeFactor, openFactor, useFactorOpen } from './factor-store.ts'

/** Shown when it was asked for, and by itself when the role asks for a factor that is not there. */
export function FactorDialog() {
  const officer = useOfficer()
  const isOpen = useFactorOpen()
  if (officer === null || officer.mustChangePassword || (!isOpen && officer.factor !== 'due')) return null
  return <Dialog key={officer.id} officer={officer} />
}

interface Shown {
  readonly secret: string
  readonly address: string
}

function Dialog({ officer }: { readonly officer: OfficerView }) {
  const { t } = useTranslation('factor')
  const { message } = App.useApp()
  const [shown, setShown] = useState<Shown | null>(null)
  const [recovery, setRecovery] = useState<readonly string[] | null>(null)
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isDue = officer.factor === 'due'
  const step = async (what: FactorStep): Promise<void> => {
    // From now on open until the codes are noted, also once the role no longer asks.
    openFactor()
    setIsBusy(true)
    const done = await call('factor', { step: what })
    setIsBusy(false)
    setFault(done.ok ? null : done.fault)
    if (!done.ok) return
    setCode('')
    const { secret, address, recovery: codes } = done.value
    if (secret !== undefined && address !== undefined) setShown({ secret, address })
    if (codes !== undefined) {
      setShown(null)
      setRecovery(codes)
    }
    if (what.step === 'drop') {
      message.success(t('dropped'))
      closeFactor()
    }
  }
  // The factor is on by now, but the codes have not been noted.
  if (recovery !== null)
    return (
      <Recovery
        codes={recovery}
        name={officer.name}
        onDone={() => {
          setRecovery(null)
          closeFactor()
        }}
      />
    )
  return (
    <Modal
      open
      title={t(isDue ? 'dueTitle' : 'title')}
      width={460}
      closable={!isDue}
      keyboard={!isDue}
      mask={{ closable: false }}
      footer={isDue ? <Button onClick={() => void call('signOut', {})}>{t('app:signOut')}</Button> : null}
      onCancel={closeFactor}
    >
      <div className="fs-factor">
        {isDue && <Alert type="info" showIcon title={t('due')} />}
        <p>{t('explain')}</p>
        <p className="fs-note">{t('offline')}</p>
        {officer.offline && <Alert type="warning" showIcon title={t('needLink')} />}
        {officer.factor === 'on' && (
          <>
            <Alert type="success" showIcon title={t('isOn')} />
            <CodeForm
              label={t('dropCode')}
              button={t('drop')}
              isDanger
              {...{ code, setCode, isBusy }}
              onCode={() => void step({ step: 'drop', code })}
            />
          </>
        )}
        {officer.factor !== 'on' && shown === null && (
          <Button
            type="primary"
            disabled={officer.offline}
            loading={isBusy}
            onClick={() => void step({ step: 'begin' })}
          >
            {t('begin')}
          </Button>
        )}
        {shown !== null && (
          <>
            <p>{t('scan')}</p>
            <figure className="fs-factor-qr" aria-label={t('qr')}>
              <div aria-hidden>
                <QRCode value={shown.address} type="svg" size={180} color="#000" bgColor="#fff" />
              </div>
            </figure>
            <code className="fs-factor-key">{(shown.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
            <CodeForm
              label={t('first')}
              button={t('confirm')}
              {...{ code, setCode, isBusy }}
              onCode={() => void step({ step: 'confirm', code })}
            />
          </>
        )}
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      </div>
    </Modal>
  )
}

interface CodeFormProps {
  readonly label: string
  readonly button: string
  readonly isDanger?: boolean
  readonly code: string
  readonly setCode: (code: string) => void
  readonly isBusy: boolean
  readonly onCode: () => void
}

function CodeForm({ label, button, isDanger = false, code, setCode, isBusy, onCode }: CodeFormProps) {
  const isReady = code.trim().length >= 6
  const field = useRef<InputRef>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      className="fs-factor-code"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) onCode()
      }}
    >
      <label>
        {label}
        <Input
          ref={field}
          autoComplete="one-time-code"
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </label>
      <Button type="primary" danger={isDanger} htmlType="submit" disabled={!isReady} loading={isBusy}>
        {button}
      </Button>
    </form>
  )
}

interface RecoveryProps {
  readonly codes: readonly string[]
  readonly name: string
  readonly onDone: () => void
}

/** Only the button closes it, so that nothing is lost by a stray click. The slip shows on paper only. */
function Recovery({ codes, name, onDone }: RecoveryProps) {
  const { t } = useTranslation('factor')
  return (
    <>
      <Modal
        open
        title={t('recovery')}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        width={460}
        footer={[
          <Button key="print" onClick={() => void viewHost().print()}>
            {t('print')}
          </Button>,
          <Button key="done" type="primary" onClick={onDone}>
            {t('done')}
          </Button>,
        ]}
      >
        <ul className="fs-factor-codes" aria-label={t('recovery')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Alert type="warning" showIcon title={t('recoveryNote')} />
      </Modal>
      <section className="fs-slip" aria-hidden>
        <h1>{t('slip')}</h1>
        <dl>
          {[[t('account'), name] as const, ...codes.map((code, at) => [String(at + 1), code] as const)].map(
            ([title, value]) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
        <p>{t('recoveryNote')}</p>
      </section>
    </>
  )
}
