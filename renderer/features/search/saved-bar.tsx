// Conditions this officer has saved: one button each, and the field to save the present ones.
import { CloseOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Popover } from 'antd'
import type { InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { MAX_SAVED, useSaved } from './saved-conditions.ts'
import type { Conditions } from './search-store.ts'
import { setConditions } from './search-store.ts'

interface Props {
  readonly officer: string
  readonly conditions: Conditions
}

export function SavedBar({ officer, conditions }: Props) {
  const { t } = useTranslation('search')
  const { saved, save, drop } = useSaved(officer)
  const [name, setName] = useState<string | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const field = useRef<InputRef>(null)
  const isOpen = name !== null
  useEffect(() => {
    // Once the popover has come into view.
    const frame = isOpen ? requestAnimationFrame(() => field.current?.focus()) : 0
    return () => cancelAnimationFrame(frame)
  }, [isOpen])
  const isFull = saved.length >= MAX_SAVED && !saved.some((one) => one.name === name?.trim())
  const canSave = (name ?? '').trim() !== '' && !isFull
  const onSave = (): void => {
    if (!canSave) return
    void save((name ?? '').trim(), conditions).then((done) => {
      setFault(done.ok ? null : done.fault)
      if (done.ok) setName(null)
    })
  }
  return (
    <section className="fs-search-saved" aria-label={t('saved')}>
      <span>{t('saved')}</span>
      {saved.length === 0 && <small>{t('noSaved')}</small>}
      {saved.map((one) => (
        <span key={one.name} className="fs-search-saved-one">
          <Button
            size="small"
            aria-label={t('apply', { name: one.name })}
            onClick={() => setConditions(one.conditions)}
          >
            {one.name}
          </Button>
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t('drop', { name: one.name })}
            onClick={() =>
              void drop(one.name).then((done) => {
                setFault(done.ok ? null : done.fault)
              })
            }
          />
        </span>
      ))}
      <Popover
        trigger="click"
        open={isOpen}
        onOpenChange={(opens) => setName(opens ? conditions.text.trim() : null)}
        content={
          <div className="fs-search-save">
            <Input
              ref={field}
              aria-label={t('saveAs')}
              placeholder={t('saveAs')}
              maxLength={40}
              value={name ?? ''}
              onChange={(event) => setName(event.target.value)}
              onPressEnter={(event) => {
                if (!event.nativeEvent.isComposing) onSave()
              }}
            />
            {isFull && <small>{t('savedFull', { count: MAX_SAVED })}</small>}
            <Button type="primary" size="small" disabled={!canSave} onClick={onSave}>
              {t('save')}
            </Button>
          </div>
        }
      >
        <Button size="small">{t('save')}</Button>
      </Popover>
      {fault !== null && (
        <Alert type="error" showIcon title={faultWords(fault)} closable={{ onClose: () => setFault(null) }} />
      )}
    </section>
  )
}
