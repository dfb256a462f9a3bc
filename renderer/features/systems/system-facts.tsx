// How a linked system stands, in words: what it is, when it was heard, what came and went, what is wrong and what to do.
import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { GATEWAY_FORMS } from '../../../shared/interop/gateways.ts'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'
import type { LinkedSystem } from '../../state/linked-systems.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { agencyWords } from '../../ui/author-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { openTroubles, sourcedWords, troubleWords, useSystemWords } from './system-words.ts'

interface Props {
  readonly system: LinkedSystem
  readonly gateway: GatewayView | null
}

export function SystemFacts({ system: { row, health }, gateway }: Props) {
  const { t, i18n } = useTranslation('systems')
  const words = useSystemWords()
  const now = useServerNow(5_000)
  const space = useStatusPart((status) => {
    const one = status?.spaces.find(({ id }) => id === row.space)
    return (i18n.language === 'en' ? one?.nameEn : one?.name) ?? row.space
  })
  const time = (atMs: number | null): string =>
    atMs === null ? t('never') : `${words.ago(atMs, now)}（${dateTimeText(atMs)}）`
  const open = openTroubles(row)
  // What is wrong now is said above it.
  const last = open.length > 0 || row.fault !== null ? null : (row.lastTrouble ?? null)
  const minutes = row.silentAfterMs === null ? null : Math.round(row.silentAfterMs / 6_000) / 10
  const fact = (name: string, value: ReactNode): ReactNode => (
    <div>
      <dt>{t(`fact.${name}`)}</dt>
      <dd>{value}</dd>
    </div>
  )
  return (
    <section className="fs-system-facts" aria-label={t('part.facts')}>
      {health === 'silent' && minutes !== null && (
        <Alert
          type="warning"
          showIcon
          title={t('silentNote', {
            minutes,
            age: row.heardMs === null ? t('sinceNever') : words.ago(row.heardMs, now),
          })}
        />
      )}
      {open.map((trouble) => (
        <Alert
          key={trouble.source}
          type="error"
          showIcon
          title={`${t('troubleSince', { time: time(trouble.sinceMs) })} ${sourcedWords(trouble)}`}
          description={<small>{t('technical', { message: trouble.message })}</small>}
        />
      ))}
      {open.length === 0 && row.fault !== null && (
        <Alert
          type="warning"
          showIcon
          title={`${t('trouble', { time: words.ago(row.fault.atMs, now) })} ${troubleWords(row.fault)}`}
          description={<small>{t('technical', { message: row.fault.message })}</small>}
        />
      )}
      {open.length === 0 && row.fault === null && <p className="fs-note">{t('troubleNone')}</p>}
      {last !== null && (
        <p className="fs-note">
          {t('trouble', { time: time(last.atMs) })} {sourcedWords(last)}
          {last.overMs !== null && last.overMs > last.atMs && t('troubleOver', { time: time(last.overMs) })}
          <br />
          <small>{t('technical', { message: last.message })}</small>
        </p>
      )}
      <dl>
        {fact('agency', agencyWords(row))}
        {fact('space', space)}
        {fact(
          'kind',
          <>
            {words.kind(row.kind)}
            {words.about(row.kind) !== '' && <small className="fs-system-about">{words.about(row.kind)}</small>}
          </>,
        )}
        {gateway !== null && fact('id', <code>{row.id}</code>)}
        {fact('direction', t(`direction.${GATEWAY_FORMS.get(row.kind)?.direction ?? 'both'}`))}
        {fact('since', dateTimeText(row.since))}
        {fact('heard', time(row.heardMs))}
        {fact('given', time(row.gaveMs))}
        {fact('expected', minutes === null ? t('notRegular') : t('minutes', { count: minutes }))}
        {fact('taken', row.taken)}
        {fact('out', row.given)}
        {fact('refused', row.refused)}
        {fact('waiting', row.waiting)}
        {fact('dead', row.dead)}
        {row.peers !== null && fact('peers', row.peers)}
        {gateway !== null &&
          gateway.listens.length > 0 &&
          fact(
            'listens',
            gateway.listens.map((address) => <code key={address}>{address}</code>),
          )}
      </dl>
    </section>
  )
}
