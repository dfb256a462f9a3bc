// The changes the server refused, each with its reason. They stay in this station's journal.
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultWords } from '../../i18n/i18n.ts'
import { useNow } from '../../state/clock-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { shortTimeText } from '../../ui/time-text.ts'

/** Lists refused changes; open while mounted. */
export function RefusedDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['app', 'model'])
  const now = useNow(60_000)
  const { rows } = useWatch('outbox', { limit: 500 })
  return (
    <Modal open title={t('app:bar.refusedTitle')} footer={null} onCancel={onClose}>
      {rows
        .filter((row) => row.state === 'refused')
        .map((row) => (
          <p key={row.key}>
            {shortTimeText(row.atMs, now)} {row.title} (
            {Object.keys(row.fields)
              .map((field) => t(`model:field.${field}`, { defaultValue: field }))
              .join(', ')}
            )<br />
            {row.refusal !== null && <span className="fs-level-1">{faultWords(row.refusal)}</span>}
          </p>
        ))}
    </Modal>
  )
}
