// The authority of a closed network: which certificate this station believes beside those of the system. Works before anyone has
// signed in, as joining does, because without it a closed network cannot be joined.
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuthorityView } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { call } from '../../link/station.ts'
import { viewHost } from '../../link/view-host.ts'
import { dateTimeText } from '../../ui/time-text.ts'

const WHYS = ['privateKey', 'unreadable', 'notAuthority', 'expired'] as const
const MAX_BYTES = 65_536

/** Asked once, when it is shown. */
export function Authority() {
  const { t } = useTranslation('app')
  const { message } = App.useApp()
  const [view, setView] = useState<AuthorityView | null | undefined>(undefined)
  useEffect(() => {
    let isShown = true
    void call('authority', {}).then((answer) => {
      if (isShown && answer.ok) setView(answer.value)
    })
    return () => {
      isShown = false
    }
  }, [])
  if (view === undefined) return null
  const keep = async (pem: string | null): Promise<void> => {
    const done = await call('setAuthority', { pem })
    if (done.ok) {
      setView(done.value)
      message.success(t(pem === null ? 'set.authority.gone' : 'set.authority.saved'))
      return
    }
    const why = WHYS.find((one) => one === done.fault.detail?.['why'])
    message.error(why === undefined ? faultWords(done.fault) : t(`set.authority.why.${why}`))
  }
  const choose = async (): Promise<void> => {
    const [file] = await viewHost().chooseFiles({ extensions: ['pem', 'crt', 'cer'], multiple: false })
    if (file === undefined) return
    if (file.bytes.length > MAX_BYTES) message.error(t('set.authority.why.unreadable'))
    else await keep(new TextDecoder().decode(file.bytes))
  }
  return (
    <section>
      <h2>{t('set.authority.title')}</h2>
      <p className="fs-note">{t('set.authority.note')}</p>
      {view !== null && (
        <ul className="fs-backup">
          <li>{view.name === '' ? t('set.authority.why.unreadable') : view.name}</li>
          {view.endsMs > 0 && <li>{t('set.authority.ends', { time: dateTimeText(view.endsMs) })}</li>}
          {view.fingerprint !== '' && <li className="fs-fingerprint">SHA-256 {view.fingerprint}</li>}
        </ul>
      )}
      <Button onClick={() => void choose()}>{t('set.authority.choose')}</Button>{' '}
      {view !== null && <Button onClick={() => void keep(null)}>{t('set.authority.remove')}</Button>}
    </section>
  )
}
