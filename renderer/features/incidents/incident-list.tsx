import './incident-list.css'
// The list of incidents: search and conditions, level and status at a glance, keyboard through it. Only the rows on the
// screen are drawn and only a window of them is asked, so its length does not matter.
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button, Empty, Input } from 'antd'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useNow } from '../../state/clock-store.ts'
import { clearFilter, filterStore, setFilter } from '../../state/filter-store.ts'
import { stepList } from '../../state/list-step-store.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { selectionStore } from '../../state/selection-store.ts'
import { useSpacePart } from '../../state/space-store.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { ListFilters } from './list-filters.tsx'
import { ListRow } from './list-row.tsx'
import { ListSummary } from './list-summary.tsx'
import { useIncidentWindow, useListStep } from './use-incident-window.ts'

const ROW_PX = 50

/** The list; fills its parent. */
export function IncidentList() {
  const { language } = usePreferences()
  const shown = useIncidentWindow()
  const { rows, offset, counts, phase, filter } = shown
  const names = useCodeNames(language)
  const nowMs = useNow(60_000)
  const isDemonstration = useSpacePart((space) => space?.kind === 'demonstration')
  const scroller = useRef<HTMLDivElement>(null)
  const total = counts?.total ?? 0
  // oxlint-disable-next-line react/incompatible-library -- its functions go to no memoized part
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const { lookAt } = shown
  const look = useRef(lookAt)
  useEffect(() => {
    look.current = lookAt
  })
  useEffect(() => look.current(first), [first])
  useListStep(shown, (at) => {
    virtual.scrollToIndex(at)
    // The keyboard goes on from the row it came to, if it was in the list: the row before may scroll away.
    if (scroller.current?.contains(document.activeElement) !== true) return
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus())
  })
  // What was selected elsewhere (map, palette, another window) comes into view.
  const latest = useRef({ rows, offset, virtual })
  useEffect(() => {
    latest.current = { rows, offset, virtual }
  })
  useEffect(
    () =>
      selectionStore.subscribe(({ incident, origin }) => {
        if (origin === 'list') return
        const found = latest.current.rows.findIndex((row) => row.key === incident)
        if (found >= 0) latest.current.virtual.scrollToIndex(found + latest.current.offset)
      }),
    [],
  )
  return (
    <div className="fs-list">
      <Search />
      <ListFilters />
      <ListSummary counts={counts} />
      <div ref={scroller} className="fs-list-rows">
        {total === 0 && phase === 'live' && <None isNarrowed={Object.keys(filter).length > 0} />}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rows[item.index - offset]
            return row === undefined ? null : (
              <ListRow
                key={row.key}
                row={row}
                topPx={item.start}
                heightPx={ROW_PX}
                nowMs={nowMs}
                category={names.category(row.category)}
                where={row.place === '' && row.division !== null ? names.division(row.division) : row.place}
                isDemonstration={isDemonstration}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

const Search = memo(function Search() {
  const { t } = useTranslation('incidents')
  const text = useStore(filterStore, (state) => state.filter.text)
  return (
    <div className="fs-list-search">
      <Input
        id="incident-search"
        allowClear
        maxLength={200}
        aria-label={t('search')}
        placeholder={t('search')}
        value={text}
        onChange={(event) => setFilter({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          stepList(1)
        }}
      />
    </div>
  )
})

function None({ isNarrowed }: { readonly isNarrowed: boolean }) {
  const { t } = useTranslation('incidents')
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={isNarrowed ? t('noneFits') : t('none')}>
      {isNarrowed && <Button onClick={clearFilter}>{t('clear')}</Button>}
    </Empty>
  )
}
