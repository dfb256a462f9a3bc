// A handover on paper, with room for signatures by hand where one is missing.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Gathered } from '../../../shared/model/handover.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useSpacePart } from '../../state/space-store.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { GatheredLists } from './gathered-lists.tsx'
import type { Handover } from './handovers.ts'

interface Props {
  readonly handover: Handover
  readonly gathered: Gathered
  readonly names: ReadonlyMap<string, string>
}

export function HandoverPaper({ handover, gathered, names }: Props) {
  const { t } = useTranslation(['handover', 'app'])
  const { language } = usePreferences()
  const agencies = useAgencies()
  const kind = useSpacePart((space) => space?.kind ?? 'live')
  const [nowMs] = useState(() => Date.now())
  const { given, taken, outgoing, incoming, atMs, untilMs, remarks, state } = handover
  const nameOf = (id: string | null): string => (id === null ? '' : (names.get(id) ?? id))
  return (
    <>
      <h1>{t('paper')}</h1>
      {kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${kind}`)}</p>}
      <p>
        {agencyName(agencies, handover.agency, language)} · {t('one', { time: dateTimeText(atMs).slice(0, 16) })} ·{' '}
        {t('until', { time: dateTimeText(untilMs).slice(0, 16) })} · {t(`step.${state}`)}
      </p>
      <p>
        {t(given === null ? 'gatheredUnsigned' : 'gatheredAt', { time: dateTimeText(Date.parse(gathered.at)) })} ·{' '}
        {t('printed', { time: dateTimeText(nowMs) })}
      </p>
      <GatheredLists gathered={gathered} />
      <h2>{t('remarks')}</h2>
      <p className="fs-handover-text">{(given?.remarks ?? remarks) || t('none')}</p>
      <div className="fs-page-signs">
        <div>
          {t('outgoing')}: {nameOf(given?.officer ?? outgoing)}
          <br />
          {given === null ? t('byHand') : t('signedAt', { time: dateTimeText(Date.parse(given.at)) })}
        </div>
        <div>
          {t('incoming')}: {nameOf(taken?.officer ?? incoming)}
          <br />
          {taken === null ? t('byHand') : t('signedAt', { time: dateTimeText(Date.parse(taken.at)) })}
          {taken !== null && taken.remarks !== '' && <p>{taken.remarks}</p>}
        </div>
      </div>
    </>
  )
}
