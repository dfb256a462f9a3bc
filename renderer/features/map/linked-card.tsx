// What a unit, a reading or a feature says: in the card under the pointer, and of the unit looked at in a card that stays.
import { CloseOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReadingView, TrackView } from '../../../shared/rpc/rows.ts'
import { factWords } from '../../i18n/fact-words.ts'
import {
  isReadingOld,
  readingMs,
  readingOldAfterMs,
  readingText,
  sparkline,
  valueText,
} from '../../map/linked/reading-look.ts'
import { OLD_AFTER_MS } from '../../map/linked/track-look.ts'
import { chooseUnit, useLinkedChoice } from '../../state/linked-choice.ts'
import { useSystem, useSystemName } from '../../state/linked-systems.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatchPart } from '../../state/use-watch.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useAgo } from './use-ago.ts'
import { MOST_UNITS } from './use-map-linked.ts'

const LINE = { width: 220, height: 44 }
const MS_PER_KNOT = 0.514444
const KMH_PER_MS = 3.6

/** A unit by its id. The card that stays is told every change; under the pointer the same. */
export function UnitCard({ unit }: { readonly unit: string }) {
  const space = useSpaceId()
  const row = useWatchPart('track', space === null ? null : { space, id: unit }, (state) => state.rows[0] ?? null)
  return row === null ? <span className="fs-map-card-more">…</span> : <UnitFacts row={row} space={space} />
}

function UnitFacts({ row, space }: { readonly row: TrackView; readonly space: string | null }) {
  const { t } = useTranslation('systems')
  const ago = useAgo()
  const now = useServerNow(5_000)
  const system = useSystemName(space, row.gateway)
  const isOld = now >= (row.staleMs ?? row.heardMs + OLD_AFTER_MS)
  const isKnots = row.sort === 'vessel' || row.sort === 'aircraft'
  const going = [
    ...(row.course === null ? [] : [t('map.course', { course: Math.round(row.course) })]),
    ...(row.speed === null
      ? []
      : [
          isKnots
            ? t('map.speedKnots', { speed: valueText(row.speed / MS_PER_KNOT) })
            : t('map.speedKm', { speed: valueText(row.speed * KMH_PER_MS) }),
        ]),
  ]
  return (
    <>
      <div className="fs-map-card-title">
        {row.isDistress && <strong className="fs-linked-distress">SOS {t('map.distress')}</strong>}
        <strong>{row.name === '' ? t('map.noName') : row.name}</strong>
        <small>{t(`map.sort.${row.sort}`)}</small>
      </div>
      {going.length > 0 && <div>{going.join(' · ')}</div>}
      <Facts facts={row.facts} />
      <div className={isOld ? 'fs-map-card-more fs-warn' : 'fs-map-card-more'} title={dateTimeText(row.atMs)}>
        {isOld ? t('map.old', { age: ago(row.atMs, now) }) : t('map.heard', { age: ago(row.heardMs, now), system })}
        {isOld && ` · ${system}`}
      </div>
    </>
  )
}

/** A reading with a small line of its latest values. */
export function ReadingCard({ reading }: { readonly reading: string }) {
  const space = useSpaceId()
  const row = useWatchPart('readings', space === null ? null : { space, limit: 5_000 }, (state) => state.get(reading))
  return row === undefined ? null : <ReadingFacts row={row} space={space} />
}

export function ReadingFacts({ row, space }: { readonly row: ReadingView; readonly space: string | null }) {
  const { t } = useTranslation(['systems', 'gateways'])
  const ago = useAgo()
  const now = useServerNow(5_000)
  const linked = useSystem(space, row.gateway)
  const system = linked?.name ?? row.gateway
  const isOld = isReadingOld(row, readingOldAfterMs(linked), now)
  const age = ago(readingMs(row), now)
  return (
    <>
      <div className="fs-map-card-title">
        <strong>{row.name}</strong>
        <small>{t(`gateways:quantity.${row.quantity}`, { defaultValue: row.quantity })}</small>
      </div>
      <div>
        <strong>{readingText(row)}</strong>{' '}
        <span className="fs-linked-state" data-state={row.state} data-old={isOld || undefined}>
          {t(`systems:map.${row.state}`)}
        </span>
        {isOld && <> · {age}</>}
      </div>
      {isOld && <div className="fs-linked-old fs-warn">{t('systems:map.oldReading', { age })}</div>}
      <SeriesLine row={row} />
      <div className="fs-map-card-more" title={dateTimeText(row.atMs)}>
        {t('systems:map.heard', { age: ago(row.heardMs, now), system })}
      </div>
    </>
  )
}

function SeriesLine({ row }: { readonly row: ReadingView }) {
  const { t } = useTranslation('systems')
  const line = sparkline(row.series, LINE.width, LINE.height)
  if (line === null) return null
  const words = t('map.series', { low: valueText(line.low), high: valueText(line.high) })
  return (
    <figure className="fs-linked-series">
      <svg
        viewBox={`-4 -4 ${LINE.width + 8} ${LINE.height + 8}`}
        width={LINE.width}
        height={LINE.height}
        aria-hidden="true"
      >
        <polyline points={line.points} />
        <circle cx={line.last.x} cy={line.last.y} r="3" />
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  )
}

/** Anything else another system shows. */
export function FeatureCard({ feature }: { readonly feature: string }) {
  const { t } = useTranslation('systems')
  const space = useSpaceId()
  const ago = useAgo()
  const now = useServerNow(5_000)
  const row = useWatchPart('features', space === null ? null : { space, limit: 5_000 }, (state) => state.get(feature))
  const system = useSystemName(space, row?.gateway ?? '')
  if (row === undefined) return null
  return (
    <>
      <div className="fs-map-card-title">
        <strong>{row.name === '' ? t('map.noName') : row.name}</strong>
        <small>{t(`map.feature.${row.sort}`)}</small>
      </div>
      <Facts facts={row.facts} />
      <div className="fs-map-card-more" title={dateTimeText(row.atMs)}>
        {t('map.heard', { age: ago(row.heardMs, now), system })}
      </div>
    </>
  )
}

function Facts({ facts }: { readonly facts: { readonly [label: string]: string } }): ReactNode {
  const { i18n } = useTranslation()
  const known = Object.entries(facts).map(([label, value]) => ({
    key: label,
    label: factWords(label, i18n.language),
    value: factWords(value, i18n.language),
  }))
  return (
    known.length > 0 && (
      <dl className="fs-linked-facts">
        {known.map(({ key, label, value }) => (
          <div key={key}>
            <dt lang={languageOf(label)}>{label}</dt>
            <dd lang={languageOf(value)}>{value}</dd>
          </div>
        ))}
      </dl>
    )
  )
}

/** What other systems say themselves stays in their language. */
function languageOf(text: string): string | undefined {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : undefined
}

/** The unit looked at, in a card that stays; and how many units there are when not all are drawn. */
export function ChosenUnit() {
  const { t } = useTranslation('systems')
  const space = useSpaceId()
  const unit = useLinkedChoice((choice) => choice.unit)
  // A unit that is gone, or that is of another space, is none here.
  const isKnown = useWatchPart(
    'track',
    space === null || unit === null ? null : { space, id: unit },
    ({ size }) => size > 0,
  )
  if (unit === null || !isKnown) return null
  return (
    <section className="fs-linked-chosen" aria-label={t('units.chosen')}>
      <button type="button" className="fs-linked-close" aria-label={t('close')} onClick={() => chooseUnit(null)}>
        <CloseOutlined aria-hidden />
      </button>
      <UnitCard unit={unit} />
    </section>
  )
}

/** Said when more units are known than are drawn. */
export function UnitsBeyond() {
  const { t } = useTranslation('systems')
  const space = useSpaceId()
  const isOn = useLinkedChoice(({ layers }) => layers.tracks)
  const total = useWatchPart(
    'tracks',
    space === null || !isOn ? null : { space, limit: MOST_UNITS },
    (state) => state.meta?.total ?? 0,
  )
  return total > MOST_UNITS ? (
    <div className="fs-map-banner">{t('map.beyond', { count: MOST_UNITS, total })}</div>
  ) : null
}
