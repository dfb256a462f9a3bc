// The head of the panel on the right: what it is, its own window where it has one, and the way to close it.
import { CloseOutlined, ExportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { viewHost } from '../link/view-host.ts'
import type { PanelName } from '../state/panel-store.ts'
import { closePanel } from '../state/panel-store.ts'

interface Props {
  readonly panel: PanelName
  readonly title: string
}

/** Title and buttons of a panel. */
export function PanelHead({ panel, title }: Props) {
  const { t } = useTranslation('app')
  return (
    <header className="fs-panel-head">
      <strong>{title}</strong>
      {(panel === 'log' || panel === 'conflicts') && (
        <Button
          size="small"
          type="text"
          icon={<ExportOutlined aria-hidden />}
          aria-label={t('ownWindow')}
          title={t('ownWindow')}
          onClick={() => void viewHost().openView(panel)}
        />
      )}
      <Button
        size="small"
        type="text"
        icon={<CloseOutlined aria-hidden />}
        aria-label={t('closePanel')}
        title={`${t('closePanel')} (Esc)`}
        onClick={closePanel}
      />
    </header>
  )
}
