// The list of incidents: search and conditions, level and status at a glance, keyboard through it. Only the rows on the
// screen are drawn and only a window of them is asked, so its length does not matter.
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button, Empty, Input, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { IncidentRow } from '../../../shared/rpc/rows.ts'
import { levelColor } from '../../map/map-style.ts'
import { clearFilter, filterStore, setFilter, useListFilter } from '../../state/filter-store.ts'
import { openPanel } from '../../state/panel-store.ts'
import { select, useSelectedIncident } from '../../state/selection-store.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { useCodeNames } from '../../state/use-words.ts'
import { dateTimeText } from '../../ui/time-text.ts'
import { ListFilters } from './list-filters.tsx'
import { WINDOW_ROWS, casualtyWords, stepFrom, windowStart } from './list-window.ts'

const ROW_PX = 54

function choose(incident: string): void {
  select(incident, 'list')
  openPanel('detail')
}

export function IncidentList() {
  const { t, i18n } = useTranslation('incidents')
  const space = useSpaceId()
  const { filter: shown, sort, descending } = useStore(filterStore)
  const filter = useListFilter()
  const selected = useSelectedIncident()
  const names = useCodeNames(i18n.language === 'en' ? 'en' : 'zh-CN')
  const scroller = useRef<HTMLDivElement>(null)
  const [offset, setOffset] = useState(0)
  // While another window is on its way the list keeps its length, or it would jump to the top.
  const [counts, setCounts] = useState<{ readonly total: number; readonly unread: number } | null>(null)
  const { rows, meta, phase } = useWatch(
    'incidents',
    space === null ? null : { space, filter, sort, descending, offset, limit: WINDOW_ROWS },
  )
  if (meta !== null && (meta.total !== counts?.total || meta.unread !== counts.unread)) setCounts(meta)
  const total = counts?.total ?? 0
  // oxlint-disable-next-line react/incompatible-library -- its functions go to no memoized part
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const wanted = windowStart(items[0]?.index ?? 0)
  useEffect(() => setOffset(wanted), [wanted])
  const step = (by: number): void => {
    const found = rows.findIndex((row) => row.key === selected)
    const at = stepFrom(found < 0 ? -1 : found + offset, by, total)
    const next = rows[at - offset]
    if (next === undefined) return
    virtual.scrollToIndex(at)
    choose(next.key)
    // The drawn row that is now selected takes the keyboard, as the one before may scroll away.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus())
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'j' || event.key === 'ArrowDown') step(1)
    else if (event.key === 'k' || event.key === 'ArrowUp') step(-1)
    else return
    event.preventDefault()
  }
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <div style={{ padding: 8 }}>
        <Input
          id="incident-search"
          allowClear
          maxLength={200}
          aria-label={t('search')}
          placeholder={t('search')}
          value={shown.text}
          onChange={(event) => setFilter({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing) return
            event.preventDefault()
            step(1)
          }}
        />
      </div>
      {space !== null && <ListFilters space={space} filter={filter} />}
      <output style={{ padding: '0 10px 6px', opacity: 0.8, fontSize: 12 }}>
        {counts !== null && t('total', counts)}
      </output>
      <div ref={scroller} style={{ overflowY: 'auto', flex: 1, minHeight: 0 }}>
        {total === 0 && phase === 'live' && <None isNarrowed={Object.keys(filter).length > 0} />}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rows[item.index - offset]
            return row === undefined ? null : (
              <Row
                key={row.key}
                row={row}
                topPx={item.start}
                onKey={onKey}
                isSelected={row.key === selected}
                category={names.category(row.category)}
                where={row.place === '' && row.division !== null ? names.division(row.division) : row.place}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function None({ isNarrowed }: { readonly isNarrowed: boolean }) {
  const { t } = useTranslation('incidents')
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={isNarrowed ? t('noneFits') : t('none')}>
      {isNarrowed && <Button onClick={clearFilter}>{t('clear')}</Button>}
    </Empty>
  )
}

function Row({
  row,
  topPx,
  onKey,
  isSelected,
  category,
  where,
}: {
  readonly row: IncidentRow
  readonly isSelected: boolean
  readonly topPx: number
  readonly onKey: (event: KeyboardEvent) => void
  readonly category: string
  readonly where: string
}) {
  const { t } = useTranslation('incidents')
  return (
    <button
      type="button"
      aria-current={isSelected}
      onKeyDown={onKey}
      onClick={() => choose(row.key)}
      style={{
        position: 'absolute',
        top: topPx,
        left: 0,
        width: '100%',
        height: ROW_PX,
        overflow: 'hidden',
        whiteSpace: 'nowrap',
        textOverflow: 'ellipsis',
        textAlign: 'left',
        cursor: 'pointer',
        color: 'inherit',
        font: 'inherit',
        background: isSelected ? '#1b3148' : 'transparent',
        border: 0,
        borderBottom: '1px solid #1a2836',
        borderLeft: `4px solid ${levelColor(row.level ?? 0)}`,
        padding: '6px 10px',
        opacity: row.status === 'void' ? 0.6 : 1,
      }}
    >
      <strong style={{ fontWeight: row.unread ? 700 : 500 }}>{row.title}</strong>{' '}
      <Tag>{t(`model:levelShort.${row.level ?? 0}`)}</Tag>
      <Tag>{t(`model:status.${row.status}`)}</Tag>
      {row.unread && <Tag color="blue">{t('unread')}</Tag>}
      {row.waiting && <Tag color="gold">{t('waiting')}</Tag>}
      {row.conflicts > 0 && <Tag color="magenta">{t('conflict')}</Tag>}
      {row.demonstration && <Tag>{t('demonstration')}</Tag>}
      <br />
      <small style={{ opacity: 0.85 }}>
        {row.number} · {category} · {where} · {dateTimeText(Date.parse(row.receivedAt))}{' '}
        {casualtyWords(row, (field) => t(`model:field.${field}`))}
      </small>
    </button>
  )
}
