import './search.css'
// Search over everything this station has: one box, what was found by kind, and the record a key away.
import { SearchOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Input, Modal } from 'antd'
import type { InputRef } from 'antd'
import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchNamed } from '../../../shared/model/places.ts'
import { MAX_HITS } from '../../../shared/rpc/finding.ts'
import type { SearchHit } from '../../../shared/rpc/finding.ts'
import { faultWords } from '../../i18n/i18n.ts'
import { agencyName, useAgencies } from '../../state/directory-names.ts'
import { askMap } from '../../state/map-intent-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { divisionName, useReferenceData } from '../../state/reference-data.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useOfficer } from '../../state/use-status.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { WhenInput } from '../../ui/when-input.tsx'
import type { PlaceHit } from './hit-list.tsx'
import { HitList } from './hit-list.tsx'
import { SavedBar } from './saved-bar.tsx'
import type { Conditions } from './search-store.ts'
import { NO_CONDITIONS, orderOf, setConditions, useConditions } from './search-store.ts'
import { useHitWords } from './use-hit-words.ts'
import { useSearch } from './use-search.ts'

const PER_KIND = 6
const MAX_PLACES = 8
const PLACE_ZOOM = 13

export interface SearchViewProps {
  /** Opens a record; the directory's agencies and officers are shown here. */
  readonly onOpen: (hit: SearchHit) => void
}

export function SearchView({ onOpen }: SearchViewProps) {
  const space = useSpaceId()
  return space === null ? null : <Search key={space} space={space} onOpen={onOpen} />
}

function Search({ space, onOpen }: SearchViewProps & { readonly space: string }) {
  const { t } = useTranslation('search')
  const officer = useOfficer()
  const agencies = useAgencies()
  const { language } = usePreferences()
  const conditions = useConditions()
  const [isMore, setIsMore] = useState(false)
  const [card, setCard] = useState<SearchHit | null>(null)
  const perKind = isMore ? MAX_HITS : conditions.kinds.length === 1 ? 50 : PER_KIND
  const { text, answer, fault, isSearching } = useSearch(space, conditions, perKind)
  const places = usePlaces(conditions)
  const box = useRef<InputRef>(null)
  const part = useRef<HTMLElement>(null)
  const isEmpty = answer.groups.length === 0 && places.length === 0
  const agency = (id: string): string => agencyName(agencies, id, language)
  useEffect(() => box.current?.focus(), [])
  const onDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing) return
    event.preventDefault()
    part.current?.querySelector<HTMLElement>('[data-hit]')?.focus()
  }
  return (
    <section ref={part} className="fs-search" aria-label={t('title')}>
      <div className="fs-search-bar">
        <Input
          ref={box}
          allowClear
          size="large"
          prefix={isSearching ? <Waiting label={t('searching')} isSmall /> : <SearchOutlined aria-hidden />}
          aria-label={t('box')}
          placeholder={t('placeholder')}
          maxLength={200}
          value={conditions.text}
          onChange={(event) => setConditions({ text: event.target.value })}
          onKeyDown={onDown}
        />
        <small>{t('hint')}</small>
      </div>
      <ConditionBar
        conditions={conditions}
        counts={new Map(answer.groups.map(({ kind, total }) => [kind, total]))}
        onChange={() => setIsMore(false)}
      />
      <SavedBar key={officer?.id ?? ''} officer={officer?.id ?? ''} conditions={conditions} />
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} description={t('stale')} />}
      {answer.unindexed > 0 && <Alert type="warning" showIcon title={t('unindexed', { count: answer.unindexed })} />}
      <div aria-live="polite">
        {isEmpty && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={text === null ? (isSearching ? t('searching') : t('nothingYet')) : t('nothing', { text })}
          />
        )}
      </div>
      <HitList
        groups={answer.groups}
        places={places}
        agency={agency}
        onOpen={(hit) => (hit.kind === 'agency' || hit.kind === 'officer' ? setCard(hit) : onOpen(hit))}
        onPlace={({ place, name }) =>
          askMap({ kind: 'showPlace', position: { lon: place.lon, lat: place.lat }, name, zoom: PLACE_ZOOM })
        }
        onKind={(kind) => {
          setIsMore(conditions.kinds.length === 1)
          setConditions({ kinds: [kind] })
        }}
        onLeave={() => box.current?.focus()}
      />
      <DirectoryCard hit={card} agency={agency} onClose={() => setCard(null)} />
    </section>
  )
}

/** Places of the gazetteer; they are of no kind and no time. */
function usePlaces({ text, kinds, from, until }: Conditions): readonly PlaceHit[] {
  const reference = useReferenceData()
  const { language } = usePreferences()
  if ((kinds.length > 0 && !kinds.includes('place')) || from !== null || until !== null) return []
  return searchNamed(reference.places, text, MAX_PLACES).map((place) => ({
    place,
    name: language === 'en' ? place.nameEn : place.name,
    around: place.division === null ? '' : divisionName(reference, place.division, language),
  }))
}

/** Kinds that can be asked for before anything was found. */
const COMMON_KINDS = ['incident', 'report', 'directive', 'logEntry', 'call', 'attachment', 'officer', 'agency', 'place']

interface BarProps {
  readonly conditions: Conditions
  readonly counts: ReadonlyMap<string, number>
  readonly onChange: () => void
}

function ConditionBar({ conditions, counts, onChange }: BarProps) {
  const { t } = useTranslation('search')
  const words = useHitWords()
  const kinds = [...new Set([...COMMON_KINDS, ...counts.keys(), ...conditions.kinds])].toSorted(
    (a, b) => orderOf(a) - orderOf(b),
  )
  const change = (part: Partial<Conditions>): void => {
    onChange()
    setConditions(part)
  }
  const toggle = (kind: string): void =>
    change({
      kinds: conditions.kinds.includes(kind)
        ? conditions.kinds.filter((one) => one !== kind)
        : [...conditions.kinds, kind],
    })
  const day = (field: 'from' | 'until') => (
    <span>
      <span aria-hidden>{t(field)}</span>{' '}
      <WhenInput
        kind="day"
        isSmall
        label={t(field)}
        value={conditions[field]}
        onValue={(next) => change({ [field]: next })}
      />
    </span>
  )
  return (
    <div className="fs-search-conditions">
      <Button
        size="small"
        type={conditions.kinds.length === 0 ? 'primary' : 'default'}
        aria-pressed={conditions.kinds.length === 0}
        onClick={() => change({ kinds: [] })}
      >
        {t('everything')}
      </Button>
      {kinds.map((kind) => {
        const isOn = conditions.kinds.includes(kind)
        const count = counts.get(kind)
        return (
          <Button
            key={kind}
            size="small"
            type={isOn ? 'primary' : 'default'}
            aria-pressed={isOn}
            onClick={() => toggle(kind)}
          >
            {words.kind(kind)}
            {count === undefined ? '' : ` ${count}`}
          </Button>
        )
      })}
      <span className="fs-grow" />
      {day('from')}
      {day('until')}
      <Button size="small" onClick={() => change({ ...NO_CONDITIONS, text: conditions.text })}>
        {t('clear')}
      </Button>
    </div>
  )
}

interface CardProps {
  readonly hit: SearchHit | null
  readonly agency: (id: string) => string
  readonly onClose: () => void
}

/** What the directory says of an agency or an officer. */
function DirectoryCard({ hit, agency, onClose }: CardProps) {
  const { t } = useTranslation('search')
  const words = useHitWords()
  return (
    <Modal open={hit !== null} title={t('card')} footer={null} onCancel={onClose} width={380}>
      {hit !== null && (
        <dl className="fs-search-card">
          <dt>{words.kind(hit.kind)}</dt>
          <dd>{hit.title}</dd>
          <dt>{hit.kind === 'officer' ? t('agency') : t('code')}</dt>
          <dd>{hit.kind === 'officer' ? agency(hit.number ?? '') : hit.number}</dd>
          {hit.matches
            .filter(({ before, found, after }) => `${before}${found}${after}` !== hit.title)
            .map(({ field, before, found, after }) => (
              <span key={field}>
                <dt>{words.field(field)}</dt>
                <dd>{`${before}${found}${after}`}</dd>
              </span>
            ))}
        </dl>
      )}
    </Modal>
  )
}
