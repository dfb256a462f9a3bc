// The keys of the console, shown with "?".
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const KEYS = [
  ['N', 'n'],
  ['/', 'slash'],
  ['L', 'l'],
  ['C', 'c'],
  ['Esc', 'esc'],
  ['Ctrl+Z', 'undo'],
  ['?', 'question'],
] as const

interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The list of keys. */
export function HelpDialog({ isOpen, onClose }: Props) {
  const { t } = useTranslation('app')
  return (
    <Modal open={isOpen} title={t('help')} footer={null} width={360} onCancel={onClose}>
      <dl className="fs-keys">
        {KEYS.map(([key, word]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${word}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
