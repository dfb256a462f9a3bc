// What the command palette offers for what was typed: incidents, actions, spaces, places, in this order.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentRow } from '../../shared/rpc/rows.ts'
import { goalsOf } from '../features/map/place-goals.ts'
import { i18n } from '../i18n/i18n.ts'
import { levelColor } from '../map/map-style.ts'
import { useNow } from '../state/clock-store.ts'
import { askMap } from '../state/map-intent-store.ts'
import { openPanel } from '../state/panel-store.ts'
import { usePreferences } from '../state/preferences-store.ts'
import { useReferenceData } from '../state/reference-data.ts'
import { select } from '../state/selection-store.ts'
import { chooseSpace, useSpaceId } from '../state/space-store.ts'
import { useStatusPart } from '../state/use-status.ts'
import { useWatch } from '../state/use-watch.ts'
import { shortTimeText } from '../ui/time-text.ts'
import type { ConsoleAction } from './console-actions.ts'
import { ACTION_GROUPS } from './console-actions.ts'

const INCIDENTS = 8
const PLACES = 6

export interface PaletteItem {
  /** Unique among all items. */
  readonly value: string
  readonly isDisabled: boolean
  readonly shown: ReactNode
  readonly run: () => void
}

export interface PaletteGroup {
  readonly heading: string
  readonly items: readonly PaletteItem[]
}

/** Groups with at least one item. */
export function usePaletteGroups(actions: readonly ConsoleAction[], typed: string): readonly PaletteGroup[] {
  const incidents = useIncidents(typed)
  const spaces = useSpaces(typed)
  const places = usePlaces(typed)
  const groups = [incidents, ...useActionGroups(actions, typed), spaces, places]
  return groups.filter(({ items }) => items.length > 0)
}

function useActionGroups(actions: readonly ConsoleAction[], typed: string): readonly PaletteGroup[] {
  const { t } = useTranslation('app')
  const fitting = actions.filter((action) => action.id !== 'palette' && actionFits(action, typed))
  return ACTION_GROUPS.map((group) => ({
    heading: t(`group.${group}`),
    items: fitting
      .filter((action) => action.group === group)
      .map(({ id, keys, why, run }) => ({
        value: `do ${id}`,
        isDisabled: why !== null,
        run,
        shown: (
          <>
            <span>{t(`act.${id}`)}</span>
            {why !== null && <small>{why}</small>}
            <span className="fs-palette-key">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
          </>
        ),
      })),
  }))
}

/** True when every word typed is in the label of either language or in the initials. */
function actionFits({ id, initials }: ConsoleAction, typed: string): boolean {
  const labels = ['zh-CN', 'en'].map((lng) => i18n.t(`app:act.${id}`, { lng }))
  return saysAll(`${labels.join(' ')} ${initials}`, typed)
}

/** True when `said` has every word of `typed`. */
export function saysAll(said: string, typed: string): boolean {
  const all = said.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}

function useIncidents(typed: string): PaletteGroup {
  const { t } = useTranslation('app')
  const space = useSpaceId()
  const params = {
    filter: { text: typed, withVoid: true },
    sort: 'received',
    descending: true,
    offset: 0,
    limit: INCIDENTS,
  } as const
  const { rows } = useWatch('incidents', space === null || typed === '' ? null : { space, ...params })
  return {
    heading: t('palette.incidents'),
    items: rows.map((row) => ({
      value: `incident ${row.key}`,
      isDisabled: false,
      shown: <IncidentLine row={row} />,
      run: () => {
        select(row.key, 'palette')
        openPanel('detail')
      },
    })),
  }
}

function IncidentLine({ row }: { readonly row: IncidentRow }) {
  const { t } = useTranslation('model')
  const now = useNow(60_000)
  return (
    <>
      <span style={{ color: levelColor(row.level ?? 0) }}>{t(`levelShort.${row.level ?? 0}`)}</span>
      <span>{row.title}</span>
      <small>
        {[t(`status.${row.status}`), row.place, shortTimeText(Date.parse(row.receivedAt), now)]
          .filter((text) => text !== '')
          .join(' · ')}
      </small>
      <small className="fs-palette-key">{row.number}</small>
    </>
  )
}

function usePlaces(typed: string): PaletteGroup {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const reference = useReferenceData()
  const goals = typed === '' ? [] : goalsOf(typed, reference, language).slice(0, PLACES)
  return {
    heading: t('palette.places'),
    items: goals.map(({ value, label, more, position, zoom }) => ({
      value: `place ${value}`,
      isDisabled: false,
      run: () => askMap({ kind: 'showPlace', position, name: label, zoom }),
      shown: (
        <>
          <span>{label}</span>
          <small>{more}</small>
        </>
      ),
    })),
  }
}

function useSpaces(typed: string): PaletteGroup {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const shown = useSpaceId()
  const spaces = useStatusPart((status) => status?.spaces) ?? []
  const named = spaces.map(({ id, name, nameEn }) => ({ id, name: language === 'en' ? nameEn || name : name }))
  return {
    heading: t('group.spaces'),
    items: named
      .map(({ id, name }) => ({ id, label: t('act.space', { name }) }))
      .filter(({ id, label }) => id !== shown && saysAll(label, typed))
      .map(({ id, label }) => ({
        value: `space ${id}`,
        isDisabled: false,
        run: () => chooseSpace(id),
        shown: <span>{label}</span>,
      })),
  }
}
