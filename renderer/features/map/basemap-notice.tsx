// Honest words when the base map cannot be read: incidents stay, and the officer can try again or choose another map.
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { basemapStateStore } from '../../map/basemap-choice.ts'
import { basemapWords } from './basemap-words.ts'

interface BasemapNoticeProps {
  readonly onRetry: () => void
  readonly onOther: () => void
}

export function BasemapNotice({ onRetry, onOther }: BasemapNoticeProps) {
  const { t } = useTranslation('map')
  const { phase, reason } = useStore(basemapStateStore)
  if (phase !== 'problem') return null
  return (
    <div className="fs-map-banner fs-map-banner-problem" role="alert">
      <span>
        {t('unreadable')} {reason !== null && <small>{t('unreadableReason', { reason: basemapWords(reason) })}</small>}
      </span>
      <Button size="small" onClick={onRetry}>
        {t('retry')}
      </Button>
      <Button size="small" onClick={onOther}>
        {t('otherBasemap')}
      </Button>
    </div>
  )
}
