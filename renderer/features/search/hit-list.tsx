// What was found, by kind: each hit a button that opens its record; arrows move from hit to hit.
import { Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Place } from '../../../shared/model/places.ts'
import type { SearchGroup, SearchHit, SearchMatch } from '../../../shared/rpc/finding.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { orderOf } from './search-store.ts'
import { useHitWords } from './use-hit-words.ts'

export interface PlaceHit {
  readonly place: Place
  readonly name: string
  readonly around: string
}

interface Props {
  readonly groups: readonly SearchGroup[]
  readonly places: readonly PlaceHit[]
  readonly agency: (id: string) => string
  readonly onOpen: (hit: SearchHit) => void
  readonly onPlace: (place: PlaceHit) => void
  /** Shows more of one kind. */
  readonly onKind: (kind: string) => void
  /** From the first hit up: back to the box. */
  readonly onLeave: () => void
}

export function HitList({ groups, places, agency, onOpen, onPlace, onKind, onLeave }: Props) {
  const { t } = useTranslation('search')
  const words = useHitWords()
  const part = useKeys<HTMLElement>((event) => step(event, onLeave))
  const ordered = groups.toSorted((a, b) => orderOf(a.kind) - orderOf(b.kind))
  return (
    <section ref={part} className="fs-hits" aria-label={t('results')}>
      {ordered.map(({ kind, total, hits }) => (
        <section key={kind} aria-label={words.kind(kind)}>
          <h2>
            {words.kind(kind)} <small>{t('count', { count: total })}</small>
          </h2>
          <ul>
            {hits.map((hit) => (
              <li key={hit.key}>
                <Hit hit={hit} agency={agency} onOpen={onOpen} />
              </li>
            ))}
          </ul>
          {total > hits.length && (
            <p className="fs-hits-more">
              <small>{t('shown', { shown: hits.length, total })}</small>{' '}
              <Button size="small" type="link" onClick={() => onKind(kind)}>
                {t('more')}
              </Button>
            </p>
          )}
        </section>
      ))}
      {places.length > 0 && (
        <section aria-label={words.kind('place')}>
          <h2>
            {words.kind('place')} <small>{t('count', { count: places.length })}</small>
          </h2>
          <ul>
            {places.map((hit, index) => (
              // Several places bear one name: where they stand keeps them apart.
              <li key={`${hit.place.name} ${hit.place.lon} ${hit.place.lat} ${index}`}>
                <button type="button" className="fs-hit" data-hit onClick={() => onPlace(hit)}>
                  <strong>{hit.name}</strong>
                  <small>{hit.around}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  )
}

interface HitProps extends Pick<Props, 'agency' | 'onOpen'> {
  readonly hit: SearchHit
}

function Hit({ hit, agency, onOpen }: HitProps) {
  const { t } = useTranslation('search')
  const words = useHitWords()
  const state = hit.state === null ? '' : words.state(hit.state)
  const { incident } = hit
  const titled = hit.matches.find(({ before, found, after }) => `${before}${found}${after}` === hit.title)
  return (
    <button type="button" className="fs-hit" data-hit onClick={() => onOpen(hit)}>
      <strong>{titled === undefined ? hit.title || words.kind(hit.kind) : <Marked match={titled} />}</strong>
      {state !== '' && <Tag>{state}</Tag>}
      {hit.number !== null && (
        <small className="fs-hit-number">{hit.kind === 'officer' ? agency(hit.number) : hit.number}</small>
      )}
      {hit.atMs !== null && <small>{dateTimeText(hit.atMs)}</small>}
      {incident !== null && (
        <small className="fs-hit-incident">
          {incident.number} {incident.title}
        </small>
      )}
      {hit.matches
        .filter((match) => match !== titled)
        .map((match) => (
          <span key={match.field} className="fs-hit-match">
            <small>{t('inField', { field: words.field(match.field) })}</small>
            <Marked match={match} />
          </span>
        ))}
    </button>
  )
}

function Marked({ match: { before, found, after } }: { readonly match: SearchMatch }) {
  return (
    <>
      {before}
      <mark>{found}</mark>
      {after}
    </>
  )
}

/** Moves from hit to hit; the console's own arrows would step through the list of incidents. */
function step({ key, currentTarget }: KeyboardEvent, onLeave: () => void): boolean {
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !(currentTarget instanceof HTMLElement)) return false
  const hits = [...currentTarget.querySelectorAll<HTMLElement>('[data-hit]')]
  const at = hits.findIndex((hit) => hit === document.activeElement)
  if (at < 0) return false
  const next = hits[at + (key === 'ArrowDown' ? 1 : -1)]
  if (next !== undefined) next.focus()
  else if (key === 'ArrowUp') onLeave()
  return true
}
