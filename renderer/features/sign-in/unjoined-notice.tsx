// A station no server knows yet: nobody can sign in at it, and what it wants is a join code, not a password.
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStatusPart } from '../../state/use-status.ts'

/** Nothing where a server knows this station, or where it cannot be asked. */
export function UnjoinedNotice() {
  const { t } = useTranslation('app')
  const isUnjoined = useStatusPart(
    (status) => status?.link === 'none' || (status?.link === 'refused' && status.linkFault?.kind === 'stationUnknown'),
  )
  if (!isUnjoined) return null
  return (
    <Alert
      type="info"
      showIcon
      className="fs-ended"
      title={t('signIn.unjoined')}
      description={t('signIn.unjoinedHow', { join: t('signIn.joinHint') })}
    />
  )
}
