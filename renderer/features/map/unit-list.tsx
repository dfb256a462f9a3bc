// All units in a list that the keyboard reaches: found by name or id, narrowed down by sort, those in distress first. Choosing
// one brings it into view and draws its trail.
import { CloseOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UNIT_SORTS } from '../../../shared/model/ambient.ts'
import type { TrackPoint } from '../../../shared/rpc/rows.ts'
import { setUnitList, showUnit, useLinkedChoice } from '../../state/linked-choice.ts'
import { useServerNow } from '../../state/server-now.ts'
import { useSpaceId } from '../../state/space-store.ts'
import { useWatch } from '../../state/use-watch.ts'
import { FirstField } from '../../ui/first-field.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { UnitSign } from './unit-sign.tsx'
import { useAgo } from './use-ago.ts'
import { MOST_UNITS } from './use-map-linked.ts'

/** Lines shown; a search narrows the rest down. */
const SHOWN = 100

export function UnitList() {
  const isOpen = useLinkedChoice((choice) => choice.isListOpen)
  const space = useSpaceId()
  return isOpen && space !== null ? <OpenList key={space} space={space} /> : null
}

function OpenList({ space }: { readonly space: string }) {
  const { t } = useTranslation('systems')
  const { rows } = useWatch('tracks', { space, limit: MOST_UNITS })
  const [text, setText] = useState('')
  const [sort, setSort] = useState(-1)
  const chosen = useLinkedChoice((choice) => choice.unit)
  const now = useServerNow(5_000)
  const ago = useAgo()
  const part = useKeys<HTMLElement>(moveOrClose)
  const fitting = unitsFitting(rows, text, sort)
  return (
    <section ref={part} className="fs-linked-units" aria-label={t('units.title')}>
      <header>
        <strong>{t('units.title')}</strong>
        <span className="fs-grow" />
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t('units.close')}
          onClick={() => setUnitList(false)}
        />
      </header>
      <FirstField className="fs-linked-find">
        <Input
          allowClear
          size="small"
          aria-label={t('units.search')}
          placeholder={t('units.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          size="small"
          aria-label={t('units.sort')}
          value={sort}
          onChange={setSort}
          options={[
            { value: -1, label: t('units.everySort') },
            ...UNIT_SORTS.map((name, value) => ({ value, label: t(`map.sort.${name}`) })),
          ]}
        />
      </FirstField>
      <output className="fs-note">
        {rows.length === 0
          ? t('units.none')
          : fitting.length === 0
            ? t('units.noneFitting')
            : t('units.count', { count: fitting.length })}
        {fitting.length > SHOWN && ` ${t('units.shown', { count: SHOWN })}`}
      </output>
      <ul>
        {fitting.slice(0, SHOWN).map((row) => {
          const [id, lon, lat, , , unitSort, distressMs, , heardMs, , name] = row
          const shown = name === '' ? id.slice(id.indexOf('/') + 1) : name
          return (
            <li key={id}>
              <button
                type="button"
                title={t('units.show', { name: shown })}
                aria-current={id === chosen}
                onClick={() => showUnit(id, { lon, lat })}
              >
                <UnitSign sort={unitSort} isDistress={distressMs > 0} />
                <span className="fs-linked-name">
                  {distressMs > 0 && <strong className="fs-linked-distress">SOS </strong>}
                  {shown}
                </span>
                <small>{ago(heardMs, now)}</small>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Units whose name or id holds the text, of one sort (-1: every): distress first, then by name. */
export function unitsFitting(rows: readonly TrackPoint[], text: string, sort: number): readonly TrackPoint[] {
  const wanted = text.trim().toLowerCase()
  return rows
    .filter(
      (row) =>
        (sort < 0 || row[5] === sort) &&
        (row[10].toLowerCase().includes(wanted) || row[0].toLowerCase().includes(wanted)),
    )
    .toSorted(
      (a, b) => Number(b[6] > 0) - Number(a[6] > 0) || (a[10] < b[10] ? -1 : a[10] > b[10] ? 1 : a[0] < b[0] ? -1 : 1),
    )
}

/** Up and down go from unit to unit, Escape puts the list away. */
function moveOrClose({ key, currentTarget, target }: KeyboardEvent): boolean {
  if (key === 'Escape') {
    setUnitList(false)
    return true
  }
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !(currentTarget instanceof HTMLElement)) return false
  if (target instanceof HTMLElement && target.closest('.ant-select') !== null) return false
  const units = [...currentTarget.querySelectorAll<HTMLElement>('li button')]
  const at = units.findIndex((unit) => unit === target)
  units[at + (key === 'ArrowDown' ? 1 : -1)]?.focus()
  return true
}
