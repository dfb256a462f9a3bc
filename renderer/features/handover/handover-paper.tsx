// A handover on paper, with room for signatures by hand where one is missing.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSpaceNames } from '../../state/desk-spaces.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { GatheredLists } from './gathered-lists.tsx'
import type { Part } from './handover-detail.tsx'
import type { Handover } from './handovers.ts'

interface Props {
  readonly handover: Handover
  readonly parts: readonly Part[]
  readonly names: ReadonlyMap<string, string>
}

export function HandoverPaper({ handover, parts, names }: Props) {
  const { t } = useTranslation(['handover', 'app'])
  const { language } = usePreferences()
  const agencies = useAgencies()
  const spaceName = useSpaceNames()
  const kind = useStatusPart((status) => status?.spaces.find(({ id }) => id === handover.space)?.kind ?? 'live')
  const [nowMs] = useState(() => Date.now())
  const { given, taken, outgoing, incoming, atMs, untilMs, remarks, state } = handover
  const nameOf = (id: string | null): string => (id === null ? '' : (names.get(id) ?? id))
  const gatheredMs = Date.parse(given?.gathered.at ?? parts[0]?.gathered.at ?? '') || nowMs
  return (
    <>
      <h1>{t('paper')}</h1>
      {kind !== 'live' && <p className="fs-print-mark">{t(`app:spaceKind.${kind}`)}</p>}
      <p>
        {agencyName(agencies, handover.agency, language)} · {t('one', { time: dateTimeText(atMs).slice(0, 16) })} ·{' '}
        {t('until', { time: dateTimeText(untilMs).slice(0, 16) })} · {t(`step.${state}`)}
      </p>
      <p>
        {t(given === null ? 'gatheredUnsigned' : 'gatheredAt', { time: dateTimeText(gatheredMs) })} ·{' '}
        {t('printed', { time: dateTimeText(nowMs) })}
      </p>
      {parts.map(({ space, gathered }) => (
        <section key={space}>
          {parts.length > 1 && <h2>{t('ofSpace', { name: spaceName(space) })}</h2>}
          <GatheredLists gathered={gathered} />
        </section>
      ))}
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
