// The head of an incident's detail: title, number, marks; level, status, the map and voiding at hand, greyed with the reason
// when they may not be used.
import { Button, Input, Modal, Tag } from 'antd'
import type { InputRef } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { INCIDENT_STATUSES } from '../../../shared/model/incident.ts'
import { isGraded } from '../../../shared/model/level.ts'
import { runCommand } from '../../link/station.ts'
import { askToClose } from '../../state/closing-store.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { useMay } from '../../state/use-status.ts'
import { valueWords } from '../../ui/fields/value-words.ts'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { DetailChoice } from './detail-choice.tsx'
import type { DetailDesk } from './detail-desk.ts'
import { valueOf } from './detail-desk.ts'
import { DetailEditor } from './detail-editor.tsx'
import type { OpenEditors } from './detail-field.tsx'
import { FieldValue, Heads } from './detail-field.tsx'
import { Explained } from './explained.tsx'

export interface DetailHeadProps {
  readonly desk: DetailDesk
  readonly isWaiting: boolean
  readonly open: OpenEditors
  readonly onOpen: (field: string, how: 'edit' | 'pick' | undefined) => void
}

export function DetailHead({ desk, isWaiting, open, onOpen }: DetailHeadProps) {
  const { t } = useTranslation(['detail', 'model', 'incidents'])
  const conflicts = Object.values(desk.fields).filter((field) => field.conflict).length
  const label = t('model:field.title')
  const isOpen = open['title'] !== undefined && desk.refusal === null && desk.fields['title']?.conflict !== true
  const part = useFocusBack<HTMLElement>(isOpen)
  const voidReason = valueOf(desk, 'voidReason')
  const isSomewhere = ['position', 'area', 'division'].some((field) => (valueOf(desk, field) ?? null) !== null)
  const moving = desk.refusal ?? (desk.fields['position']?.conflict === true ? t('settleFirst') : null)
  return (
    <header ref={part} className="fs-detail-head">
      {isOpen ? (
        <>
          <h2 className="fs-unseen">{valueWords('title', valueOf(desk, 'title'), desk.sources)}</h2>
          <DetailEditor
            desk={desk}
            field="title"
            label={label}
            picksAtOnce={false}
            onDone={() => onOpen('title', undefined)}
          />
        </>
      ) : (
        <h2>
          <FieldValue desk={desk} field="title" label={label} onEdit={() => onOpen('title', 'edit')} />
        </h2>
      )}
      <div className="fs-detail-marks">
        <span className="fs-number">{valueWords('number', valueOf(desk, 'number'), desk.sources)}</span>
        {valueOf(desk, 'sensitive') === true && <Tag color="purple">{t('sensitive')}</Tag>}
        {valueOf(desk, 'demonstration') === true && <Tag>{t('incidents:demonstration')}</Tag>}
        {conflicts > 0 && <Tag color="red">{t('conflictCount', { count: conflicts })}</Tag>}
        {isWaiting && <Tag color="gold">{t('waiting')}</Tag>}
      </div>
      {valueOf(desk, 'status') === 'void' && (
        <p className="fs-detail-note">
          {t('voidBecause', { reason: typeof voidReason === 'string' ? voidReason : '' })}
        </p>
      )}
      <div className="fs-detail-tools">
        <LevelSelect desk={desk} />
        <StatusSelect desk={desk} />
        <Explained reason={isSomewhere ? null : t('noPosition')}>
          <Button disabled={!isSomewhere} onClick={() => askMap({ kind: 'showIncident', incident: desk.incident })}>
            {t('incidents:showOnMap')}
          </Button>
        </Explained>
        <Explained reason={moving}>
          <Button disabled={moving !== null} onClick={() => onOpen('position', 'pick')}>
            {t('moveOnMap')}
          </Button>
        </Explained>
        <VoidButton desk={desk} />
      </div>
      {['title', 'level', 'status']
        .filter((field) => desk.fields[field]?.conflict === true)
        .map((field) => (
          <div key={field} className="fs-head-conflict">
            {t(`model:field.${field}`)}
            <Heads desk={desk} field={field} />
          </div>
        ))}
    </header>
  )
}

function LevelSelect({ desk }: { readonly desk: DetailDesk }) {
  const { t } = useTranslation(['detail', 'model', 'incidents'])
  const category = valueOf(desk, 'category')
  const ungraded = typeof category === 'string' && !isGraded(category) ? t('noGrade') : null
  return (
    <DetailChoice
      desk={desk}
      field="level"
      label={t('incidents:level')}
      refusal={desk.refusal ?? ungraded ?? (desk.fields['level']?.conflict === true ? t('settleFirst') : null)}
      choices={([null, 1, 2, 3, 4] as const).map((level) => ({
        key: String(level ?? 0),
        value: level,
        label: t(`model:level.${level ?? 0}`),
      }))}
    />
  )
}

function StatusSelect({ desk }: { readonly desk: DetailDesk }) {
  const { t } = useTranslation(['detail', 'model'])
  const status = valueOf(desk, 'status')
  return (
    <DetailChoice
      desk={desk}
      field="status"
      label={t('model:field.status')}
      refusal={desk.refusal ?? (desk.fields['status']?.conflict === true ? t('settleFirst') : null)}
      isElsewhere={(next) => {
        // Closing shows first what is still open.
        if (next === 'closed') askToClose(desk.space, desk.incident)
        return next === 'closed'
      }}
      choices={INCIDENT_STATUSES.filter((one) => one !== 'void' || status === 'void').map((one) => ({
        key: one,
        value: one,
        label: t(`model:status.${one}`),
      }))}
    />
  )
}

function VoidButton({ desk }: { readonly desk: DetailDesk }) {
  const { t } = useTranslation(['detail', 'incidents', 'common'])
  const mayVoid = useMay('incident.void')
  const [reason, setReason] = useState<string | null>(null)
  const input = useRef<InputRef>(null)
  const isVoid = valueOf(desk, 'status') === 'void'
  const refusal = isVoid ? t('isVoid') : mayVoid ? null : t('mayNotVoid')
  const isReady = (reason ?? '').trim().length >= 2
  const onOk = (): void => {
    if (!isReady) return
    void runCommand(desk.space, 'voidIncident', { id: desk.incident, reason: (reason ?? '').trim() }).then(desk.take)
    setReason(null)
  }
  return (
    <>
      <Explained reason={refusal}>
        <Button danger disabled={refusal !== null} onClick={() => setReason('')}>
          {t('incidents:voidIt')}
        </Button>
      </Explained>
      <Modal
        open={reason !== null}
        title={t('incidents:voidIt')}
        okText={t('incidents:voidIt')}
        okButtonProps={{ danger: true, disabled: !isReady }}
        onCancel={() => setReason(null)}
        onOk={onOk}
        afterOpenChange={(isOpen) => {
          if (isOpen) input.current?.focus()
        }}
      >
        <p>{t('incidents:voidAsk')}</p>
        <Input
          ref={input}
          aria-label={t('incidents:reason')}
          maxLength={500}
          value={reason ?? ''}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing) onOk()
          }}
        />
      </Modal>
    </>
  )
}
