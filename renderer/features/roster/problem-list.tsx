// What is wrong with the roster of the span: nobody on duty, one person twice, shifts given away twice.
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Doubled, Gap } from '../../../shared/model/roster.ts'
import { longSpanWords } from './roster-words.ts'
import type { ShownShift } from './use-shifts.ts'

interface Props {
  readonly gaps: readonly Gap[]
  readonly doubled: readonly Doubled[]
  readonly conflicts: readonly ShownShift[]
}

const SHOWN = 8

export function ProblemList({ gaps, doubled, conflicts }: Props) {
  const { t } = useTranslation('roster')
  const lines = [
    ...conflicts.map(
      ({ role, fromMs, toMs }) => `${t('conflict')}${t('colon')}${t(`role.${role}`)} ${longSpanWords(fromMs, toMs)}`,
    ),
    ...doubled.map(({ name, first, second }) =>
      t('doubled', {
        name,
        first: `${t(`role.${first.role}`)} ${longSpanWords(first.fromMs, first.toMs)}`,
        second: `${t(`role.${second.role}`)} ${longSpanWords(second.fromMs, second.toMs)}`,
      }),
    ),
    ...gaps.map(({ role, fromMs, toMs }) => t('gap', { role: t(`role.${role}`), span: longSpanWords(fromMs, toMs) })),
  ]
  if (lines.length === 0) return <Alert type="success" showIcon title={t('complete')} />
  return (
    <Alert
      type={conflicts.length + doubled.length > 0 ? 'error' : 'warning'}
      showIcon
      title={t('problems', { count: lines.length })}
      description={
        <ul className="fs-roster-problems">
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {lines.length > SHOWN && <li>{t('problemsMore', { count: lines.length - SHOWN })}</li>}
        </ul>
      }
    />
  )
}
