// The conditions of both books: a day, an incident, words.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { dayStart, dayText } from '../../ui/local-time.ts'
import { WhenInput } from '../../ui/when-input.tsx'
import { IncidentChoice } from './incident-choice.tsx'
import { logStore } from './log-store.ts'

const DAY_MS = 86_400_000

export function LogConditions({ space }: { readonly space: string }) {
  const { t } = useTranslation('desklog')
  const { day, incident, text } = useStore(logStore)
  const step = (days: number): void => {
    const start = dayStart(day ?? dayText(Date.now())) ?? Date.now()
    logStore.setState({ day: dayText(start + days * DAY_MS) })
  }
  return (
    <>
      <span className="fs-desk-day">
        <Button
          aria-label={t('dayBefore')}
          title={t('dayBefore')}
          icon={<LeftOutlined aria-hidden />}
          onClick={() => step(-1)}
        />
        <WhenInput kind="day" label={t('day')} value={day} onValue={(next) => logStore.setState({ day: next })} />
        <Button
          aria-label={t('dayAfter')}
          title={t('dayAfter')}
          icon={<RightOutlined aria-hidden />}
          onClick={() => step(1)}
        />
        <Button onClick={() => logStore.setState({ day: dayText(Date.now()) })}>{t('today')}</Button>
        <Button disabled={day === null} onClick={() => logStore.setState({ day: null })}>
          {t('everyDay')}
        </Button>
      </span>
      <IncidentChoice
        space={space}
        label={t('incident')}
        placeholder={t('anyIncident')}
        value={incident}
        onChange={(chosen) => logStore.setState({ incident: chosen })}
      />
      <Input.Search
        className="fs-desk-search"
        allowClear
        aria-label={t('words')}
        placeholder={t('words')}
        maxLength={100}
        defaultValue={text}
        onSearch={(words) => logStore.setState({ text: words })}
      />
    </>
  )
}
