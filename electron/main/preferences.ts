// What the shell itself remembers: language and where each window stood. One small JSON file; a broken one counts as empty.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ViewName } from '../../shared/host/host.ts'
import { VIEW_NAMES } from '../../shared/host/host.ts'
import type { Place } from './window-place.ts'
import type { Language } from './words.ts'

export interface Preferences {
  readonly language: Language | undefined
  readonly places: { readonly [view in ViewName]?: Place }
  /** Windows open when the program was left, to be opened again. */
  readonly open: readonly ViewName[]
}

export const NO_PREFERENCES: Preferences = { language: undefined, places: {}, open: [] }

/** Reads what a preferences file says; anything that does not fit is left out. */
export function readPreferences(text: string): Preferences {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return NO_PREFERENCES
  }
  if (typeof raw !== 'object' || raw === null) return NO_PREFERENCES
  const given = raw as { readonly language?: unknown; readonly places?: unknown; readonly open?: unknown }
  const places: { [view in ViewName]?: Place } = {}
  if (typeof given.places === 'object' && given.places !== null) {
    for (const view of VIEW_NAMES) {
      const place = (given.places as { readonly [name: string]: unknown })[view]
      if (isPlace(place)) places[view] = place
    }
  }
  return {
    language: given.language === 'zh-CN' || given.language === 'en' ? given.language : undefined,
    places,
    open: Array.isArray(given.open)
      ? VIEW_NAMES.filter((view) => (given.open as readonly unknown[]).includes(view))
      : [],
  }
}

/** Loads the file, or no preferences when there is none. */
export function loadPreferences(path: string): Preferences {
  try {
    return readPreferences(readFileSync(path, 'utf8'))
  } catch {
    return NO_PREFERENCES
  }
}

/** Saves through a temporary file, so that a power cut leaves the old or the new one. Returns false when the disk refused. */
export function savePreferences(path: string, preferences: Preferences): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify(preferences))
    renameSync(`${path}.new`, path)
    return true
  } catch {
    return false
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  const place = value as { readonly [name: string]: unknown }
  return (
    ['x', 'y', 'width', 'height'].every((name) => Number.isFinite(place[name])) &&
    typeof place['maximised'] === 'boolean'
  )
}
