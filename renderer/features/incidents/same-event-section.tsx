// What else is this event: incidents said to be the same, those that look like it and wait for a word, and those said not to be.
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../shared/base/fault.ts'
import type { DivisionMatch, SameEventState } from '../../../shared/model/same-event.ts'
import type { LikelyPair } from '../../../shared/rpc/methods.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { runCommand } from '../../link/station.ts'
import { lengthText } from '../../map/coordinate-text.ts'
import { useLikelyPairs } from '../../state/likely-pairs.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { divisionName, useReferenceData } from '../../state/reference-data.ts'
import { useSameEvents } from '../../state/same-events.ts'
import { select } from '../../state/selection-store.ts'
import { useMay } from '../../state/use-status.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { useWhySame } from '../../ui/use-why-same.ts'

interface Props {
  readonly space: string
  readonly incident: string
}

export function SameEventSection({ space, incident }: Props) {
  const { t } = useTranslation('incidents')
  const mayAmend = useMay('incident.amend')
  const { pairs, groups } = useSameEvents(space)
  const found = useLikelyPairs(space).flatMap((pair) => facing(pair, incident))
  const why = useWhySame()
  const reference = useReferenceData()
  const { language } = usePreferences()
  const [fault, setFault] = useState<Fault | null>(null)
  const same = (groups.get(incident) ?? []).filter((id) => id !== incident)
  const ofThis = pairs.filter((one) => one.incident === incident || one.other === incident)
  // What was asked before the word came is no offer any more.
  const said = new Set([
    ...same,
    ...ofThis.filter(({ state }) => state !== 'open').flatMap((one) => [one.incident, one.other]),
  ])
  const likely = found.filter(({ id }) => !said.has(id))
  const different = ofThis.filter(({ state }) => state === 'different')
  if (same.length === 0 && likely.length === 0 && different.length === 0) return null
  const say = (other: string, state: SameEventState): void => {
    void runCommand(space, 'sayWhetherSame', { incident, other, state }).then((done) =>
      setFault(done.ok ? null : done.fault),
    )
  }
  const otherOf = (one: { readonly incident: string; readonly other: string }): string =>
    one.incident === incident ? one.other : one.incident
  return (
    <section aria-label={t('same.title')} className="fs-same">
      <h3>{t('same.title')}</h3>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <ul className="fs-plain-list">
        {same.map((id) => (
          <li key={id}>
            <Other space={space} incident={id} /> {/* Told through a third one: taken back there. */}
            {ofThis.some((one) => otherOf(one) === id && one.state === 'same') && (
              <Button size="small" disabled={!mayAmend} onClick={() => say(id, 'open')}>
                {t('same.takeBack')}
              </Button>
            )}
          </li>
        ))}
        {likely.map(({ id, earlierMs, distanceM, match, division }) => (
          <li key={id}>
            {t('same.maybe')} <Other space={space} incident={id} />{' '}
            <small>
              {t('same.why', {
                where: why.where({
                  distance: distanceM === null ? null : lengthText(distanceM),
                  match,
                  division: divisionName(reference, division ?? '', language),
                }),
                when: why.when(earlierMs),
              })}
            </small>{' '}
            <Button size="small" type="primary" disabled={!mayAmend} onClick={() => say(id, 'same')}>
              {t('same.is')}
            </Button>{' '}
            <Button size="small" disabled={!mayAmend} onClick={() => say(id, 'different')}>
              {t('same.isNot')}
            </Button>
          </li>
        ))}
        {different.map((one) => (
          <li key={otherOf(one)} className="fs-dim">
            {t('same.different')} <Other space={space} incident={otherOf(one)} />{' '}
            <Button size="small" disabled={!mayAmend} onClick={() => say(otherOf(one), 'open')}>
              {t('same.takeBack')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Facing {
  readonly id: string
  readonly distanceM: number | null
  readonly match: DivisionMatch | null
  /** Of the one this faces. */
  readonly division: string | null
  readonly earlierMs: number
}

const OTHER_WAY = { same: 'same', inside: 'around', around: 'inside' } as const

function facing({ incident, other, distanceM, division, apartMs }: LikelyPair, own: string): readonly Facing[] {
  if (incident.key === own)
    return [{ id: other.key, distanceM, match: division, division: other.division, earlierMs: apartMs }]
  if (other.key !== own) return []
  const turned = division === null ? null : OTHER_WAY[division]
  return [{ id: incident.key, distanceM, match: turned, division: incident.division, earlierMs: -apartMs }]
}

/** An incident by its title and number, to be opened. */
function Other({ space, incident }: Props) {
  const { t } = useTranslation('incidents')
  const title = useWatchPart('record', { space, kind: 'incident', id: incident }, (state) => {
    const fields = state.rows[0]?.fields
    return [fields?.['title']?.value, fields?.['number']?.value].filter((one) => typeof one === 'string').join(' · ')
  })
  return (
    <Button type="link" size="small" onClick={() => select(incident, 'list')}>
      {title === '' ? t('same.unknown') : title}
    </Button>
  )
}
