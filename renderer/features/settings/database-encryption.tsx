// How this station's database is kept: encrypted or not, what opens it, and the way to encrypt it or give it a new key.
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EncryptionState } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { useMay, useStatus } from '../../state/use-status.ts'
import type { Slip } from '../../ui/once-dialog.tsx'
import { LIMIT_MS } from './pack-transfer.ts'

const ENCRYPTING = ['restart', 'code', 'reach', 'plain'] as const
const CHANGING = ['restart', 'code', 'old', 'reach'] as const

interface Props {
  /** Shows the recovery code; it must outlive the station, which starts again. */
  readonly onCode: (slip: Slip) => void
}

/** Asked once, when it is shown. */
export function DatabaseEncryption({ onCode }: Props) {
  const { t } = useTranslation('app')
  const { message, modal } = App.useApp()
  const maySetUp = useMay('station.setUp')
  const stationName = useStatus()?.stationName ?? ''
  const [state, setState] = useState<EncryptionState | null>(null)
  useEffect(() => {
    let isShown = true
    void call('encryption', {}).then((answer) => {
      if (isShown && answer.ok) setState(answer.value)
    })
    return () => {
      isShown = false
    }
  }, [])
  if (state === null) return null
  const { isEncrypted, keeper } = state
  const order = (): void => {
    modal.confirm({
      title: t(isEncrypted ? 'set.crypt.changeTitle' : 'set.crypt.title'),
      content: <Terms isEncrypted={isEncrypted} />,
      okText: t(isEncrypted ? 'set.crypt.changeNow' : 'set.crypt.now'),
      cancelText: t('common:cancel'),
      width: 480,
      async onOk() {
        const done = await call('encryptDatabase', {}, LIMIT_MS)
        if (!done.ok) {
          message.error(faultWords(done.fault))
          return
        }
        onCode({
          title: t('set.crypt.code'),
          head: t('set.crypt.slip'),
          secretName: t('set.crypt.code'),
          secret: done.value.recoveryCode,
          lines: [[t('set.stationName'), stationName]],
          note: t('set.crypt.codeNote'),
        })
      },
    })
  }
  return (
    <div>
      <Button
        disabled={!maySetUp || keeper === null}
        title={maySetUp ? undefined : t('set.restoreNotAllowed')}
        onClick={order}
      >
        {t(isEncrypted ? 'set.crypt.change' : 'set.crypt.encrypt')}
      </Button>
      <div className="fs-note">
        {t(isEncrypted ? 'set.crypt.isEncrypted' : 'set.crypt.isPlain')}
        <br />
        {t(`set.crypt.${isEncrypted || keeper === null ? 'keeper' : 'later'}.${keeper ?? 'none'}`)}
      </div>
    </div>
  )
}

/** What it means, before it is done. */
function Terms({ isEncrypted }: { readonly isEncrypted: boolean }) {
  const { t } = useTranslation('app')
  return (
    <ul className="fs-restore">
      {(isEncrypted ? CHANGING : ENCRYPTING).map((name) => (
        <li key={name}>{t(`set.crypt.terms.${name}`)}</li>
      ))}
    </ul>
  )
}
