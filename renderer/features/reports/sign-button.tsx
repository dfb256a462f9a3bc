// Signing cannot be taken back, and gives a number that goes up the chain: it is asked once more, as a handover is.
import { Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'

interface Props {
  /** Why it cannot be signed now; null: it can. */
  readonly why: string | null
  readonly isBusy: boolean
  readonly onSign: () => void
}

export function SignButton({ why, isBusy, onSign }: Props) {
  const { t } = useTranslation(['reports', 'common'])
  return (
    <Popconfirm
      title={t('signSure')}
      okText={t('sign')}
      cancelText={t('common:cancel')}
      disabled={why !== null}
      onConfirm={onSign}
    >
      <Button type="primary" disabled={why !== null} title={why ?? undefined} loading={isBusy}>
        {t('sign')}
      </Button>
    </Popconfirm>
  )
}
