// Who signed a handover and when, in turn; who is still awaited.
import { CheckCircleOutlined, ClockCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { dateTimeText } from '../../ui/time-text.ts'
import type { Handover } from './handovers.ts'

interface Props {
  readonly handover: Handover
  readonly names: ReadonlyMap<string, string>
}

export function Signatures({ handover, names }: Props) {
  const { t } = useTranslation('handover')
  const { outgoing, incoming, given, taken } = handover
  const nameOf = (id: string | null): string => (id === null ? t('anybody') : (names.get(id) ?? id))
  return (
    <ol className="fs-signatures">
      <Signature title={t('outgoing')} name={nameOf(given?.officer ?? outgoing)} at={given?.at} />
      <Signature title={t('incoming')} name={nameOf(taken?.officer ?? incoming)} at={taken?.at} />
      {taken !== null && taken.remarks !== '' && (
        <li className="fs-handover-text">
          {t('takeRemarks')}: {taken.remarks}
        </li>
      )}
    </ol>
  )
}

function Signature({
  title,
  name,
  at,
}: {
  readonly title: string
  readonly name: string
  readonly at: string | undefined
}) {
  const { t } = useTranslation('handover')
  return (
    <li data-signed={at === undefined ? undefined : true}>
      {at === undefined ? <ClockCircleOutlined aria-hidden /> : <CheckCircleOutlined aria-hidden />} {title}{' '}
      <strong>{name}</strong>{' '}
      {at === undefined ? t('notSigned') : t('signedAt', { time: dateTimeText(Date.parse(at)) })}
    </li>
  )
}
