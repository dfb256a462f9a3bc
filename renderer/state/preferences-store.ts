// How this seat likes its console: kept by the browser, shared by all windows of the seat.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { keep, readKept } from './storage.ts'

export interface Preferences {
  readonly language: 'zh-CN' | 'en'
  /** Row height and control size. */
  readonly density: 'compact' | 'comfortable'
  readonly soundOn: boolean
  /** 0 to 1. */
  readonly soundVolume: number
  /** Levels that sound; 0 stands for ungraded. */
  readonly soundLevels: readonly number[]
  /** Levels whose sound repeats until someone acknowledges. */
  readonly repeatLevels: readonly number[]
  readonly systemNotices: boolean
}

const START: Preferences = {
  language: startLanguage(),
  density: 'compact',
  soundOn: true,
  soundVolume: 0.6,
  soundLevels: [1, 2, 3, 4, 0],
  repeatLevels: [1, 2],
  systemNotices: true,
}

const isObject = (value: unknown): value is Partial<Preferences> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const preferencesStore = createStore<Preferences>(() => accepted(readKept('preferences', isObject)))

export function setPreferences(change: Partial<Preferences>): void {
  preferencesStore.setState(change)
  keep('preferences', preferencesStore.getState())
}

export function usePreferences(): Preferences {
  return useStore(preferencesStore)
}

/** Follows changes made in other windows of the same browser. Returns the way to stop. */
export function followPreferences(): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === 'fengsui.preferences') preferencesStore.setState(accepted(readKept('preferences', isObject)))
  }
  globalThis.addEventListener('storage', onStorage)
  return () => globalThis.removeEventListener('storage', onStorage)
}

/** Kept preferences may be from another version: only what fits is taken. */
function accepted(kept: Partial<Preferences> | undefined): Preferences {
  if (kept === undefined) return START
  const fits = (Object.keys(START) as (keyof Preferences)[]).filter((name) => {
    const value = kept[name]
    if (name === 'language') return value === 'zh-CN' || value === 'en'
    if (name === 'density') return value === 'compact' || value === 'comfortable'
    if (Array.isArray(START[name])) return Array.isArray(value) && value.every((item) => typeof item === 'number')
    return typeof value === typeof START[name]
  })
  return { ...START, ...Object.fromEntries(fits.map((name) => [name, kept[name]])) }
}

/** The browser's first language decides the first start: Chinese unless it says English. */
function startLanguage(): Preferences['language'] {
  const wanted = globalThis.navigator?.language ?? 'zh-CN'
  return wanted.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
