import './command-palette.css'
// Ctrl+K: every action, any incident by number or words, any place, any space, from one field. What cannot be done now is
// shown greyed with the reason.
import { Command } from 'cmdk'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentRow, SpaceStatus } from '../../shared/rpc/rows.ts'
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

interface Props {
  readonly actions: readonly ConsoleAction[]
  readonly onClose: () => void
}

/** The palette; open while mounted. */
export function CommandPalette({ actions, onClose }: Props) {
  const { t } = useTranslation('app')
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const typed = useDeferredValue(text.trim())
  // A real modal dialog: the focus stays inside, Esc closes, and the focus goes back to where it was.
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    field.current?.focus()
    return () => shown?.close()
  }, [])
  const go = (work: () => void): void => {
    onClose()
    work()
  }
  return (
    <dialog ref={dialog} className="fs-palette" aria-label={t('palette.label')} onClose={onClose}>
      <Command label={t('palette.label')} shouldFilter={false} loop>
        <Command.Input
          ref={field}
          value={text}
          maxLength={200}
          placeholder={t('palette.hint')}
          aria-label={t('palette.hint')}
          onValueChange={setText}
        />
        <Command.List>
          <Command.Empty>{t('palette.none')}</Command.Empty>
          {typed !== '' && <Incidents typed={typed} go={go} />}
          <Actions actions={actions} typed={typed} go={go} />
          <Spaces typed={typed} go={go} />
          {typed !== '' && <Places typed={typed} go={go} />}
        </Command.List>
        <p className="fs-palette-keys">{t('palette.keys')}</p>
      </Command>
    </dialog>
  )
}

interface PartProps {
  readonly typed: string
  readonly go: (work: () => void) => void
}

function Actions({ actions, typed, go }: PartProps & { readonly actions: readonly ConsoleAction[] }) {
  const { t } = useTranslation('app')
  const fitting = actions.filter((action) => action.id !== 'palette' && fits(action, typed))
  return ACTION_GROUPS.map((group) => {
    const members = fitting.filter((action) => action.group === group)
    return members.length === 0 ? null : (
      <Command.Group key={group} heading={t(`group.${group}`)}>
        {members.map(({ id, keys, why, run }) => (
          <Command.Item key={id} value={`do ${id}`} disabled={why !== null} onSelect={() => go(run)}>
            <span>{t(`act.${id}`)}</span>
            {why !== null && <small>{why}</small>}
            <span className="fs-palette-key">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
          </Command.Item>
        ))}
      </Command.Group>
    )
  })
}

/** True when every word typed is in the label of either language or in the initials. */
function fits({ id, initials }: ConsoleAction, typed: string): boolean {
  const labels = ['zh-CN', 'en'].map((lng) => i18n.t(`app:act.${id}`, { lng }))
  const said = `${labels.join(' ')} ${initials}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}

function Incidents({ typed, go }: PartProps) {
  const { t } = useTranslation('app')
  const space = useSpaceId()
  const { rows } = useWatch(
    'incidents',
    space === null
      ? null
      : {
          space,
          filter: { text: typed, withVoid: true },
          sort: 'received',
          descending: true,
          offset: 0,
          limit: INCIDENTS,
        },
  )
  return rows.length === 0 ? null : (
    <Command.Group heading={t('palette.incidents')}>
      {rows.map((row) => (
        <IncidentItem
          key={row.key}
          row={row}
          onGo={() =>
            go(() => {
              select(row.key, 'palette')
              openPanel('detail')
            })
          }
        />
      ))}
    </Command.Group>
  )
}

function IncidentItem({ row, onGo }: { readonly row: IncidentRow; readonly onGo: () => void }) {
  const { t } = useTranslation('model')
  const now = useNow(60_000)
  return (
    <Command.Item value={`incident ${row.key}`} onSelect={onGo}>
      <span style={{ color: levelColor(row.level ?? 0) }}>{t(`levelShort.${row.level ?? 0}`)}</span>
      <span>{row.title}</span>
      <small>
        {t(`status.${row.status}`)} · {row.place} · {shortTimeText(Date.parse(row.receivedAt), now)}
      </small>
      <small className="fs-palette-key">{row.number}</small>
    </Command.Item>
  )
}

function Places({ typed, go }: PartProps) {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const reference = useReferenceData()
  const goals = goalsOf(typed, reference, language).slice(0, PLACES)
  return goals.length === 0 ? null : (
    <Command.Group heading={t('palette.places')}>
      {goals.map(({ value, label, more, position, zoom }) => (
        <Command.Item
          key={value}
          value={`place ${value}`}
          onSelect={() => go(() => askMap({ kind: 'showPlace', position, name: label, zoom }))}
        >
          <span>{label}</span>
          <small>{more}</small>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

/** The same array until names or number of the spaces change. */
function spacesKey(spaces: readonly SpaceStatus[]): string {
  return JSON.stringify(spaces.map(({ id, name, nameEn }) => [id, name, nameEn]))
}

function Spaces({ typed, go }: PartProps) {
  const { t } = useTranslation('app')
  const { language } = usePreferences()
  const shown = useSpaceId()
  const spaces = JSON.parse(useStatusPart((status) => spacesKey(status?.spaces ?? []))) as [string, string, string][]
  const fitting = spaces
    .map(([id, name, nameEn]) => ({ id, name: language === 'en' ? nameEn || name : name, all: `${name} ${nameEn}` }))
    .filter(({ id, name, all }) => {
      const said = `${t('act.space', { name })} ${all}`.toLowerCase()
      return id !== shown && said.includes(typed.toLowerCase())
    })
  return fitting.length === 0 ? null : (
    <Command.Group heading={t('group.spaces')}>
      {fitting.map(({ id, name }) => (
        <Command.Item key={id} value={`space ${id}`} onSelect={() => go(() => chooseSpace(id))}>
          <span>{t('act.space', { name })}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}
