// Help with grading an accident: the statutory grade the known losses give, with its citation. The officer decides.
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonFields } from '../../../shared/base/json.ts'
import { textField } from '../../../shared/model/fields.ts'
import { gradeByOrder493 } from '../../../shared/model/report-clock.ts'
import { useAct } from '../../link/use-act.ts'
import { useRefusal } from '../../state/use-refusal.ts'

interface Props {
  readonly space: string
  readonly incident: string
  readonly fields: JsonFields
}

export function GradingHelp({ space, incident, fields }: Props) {
  const { t } = useTranslation(['reports', 'model'])
  const act = useAct(space)
  const mayAmend = useRefusal('incident.amend') === null
  const category = textField(fields, 'category') ?? ''
  const [serious, setSerious] = useState<number | null>(null)
  const [loss, setLoss] = useState<number | null>(null)
  if (!category.startsWith('12')) return null
  const dead = typeof fields['dead'] === 'number' ? fields['dead'] : null
  const grade = gradeByOrder493(category, {
    dead,
    seriouslyInjured: serious,
    directLossYuan: loss === null ? null : loss * 10_000,
  })
  const isOther = grade !== null && fields['level'] !== grade.level
  return (
    <section className="fs-grading" aria-label={t('grading')}>
      <strong>{t('grading')}</strong>
      <small>{t('gradingDead', { count: dead ?? 0 })}</small>
      <label>
        {t('seriously')}
        <InputNumber size="small" min={0} precision={0} value={serious} onChange={setSerious} />
      </label>
      <label>
        {t('loss')}
        <InputNumber size="small" min={0} value={loss} onChange={setLoss} />
      </label>
      {grade === null ? (
        <small>{t('gradingUnknown')}</small>
      ) : (
        <>
          <span>{t('gradingSays', { level: t(`model:level.${grade.level}`) })}</span>
          <small lang="zh-CN">{grade.citation}</small>
          {isOther && (
            <Button
              size="small"
              disabled={!mayAmend}
              loading={act.isBusy}
              onClick={() =>
                void act.run('changeIncidentLevel', { id: incident, level: grade.level, reason: grade.citation })
              }
            >
              {t('gradingTake')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
