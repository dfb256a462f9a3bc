// Small choices of this screen (panel widths, sound, language) kept by the browser. Never domain data.
// A browser that refuses storage (private mode) only forgets them. `seat`: every window and the next start know them;
// `window`: only this window, over a reload.

const PREFIX = 'fengsui.'
type Keeper = 'seat' | 'window'

/** What was kept under `name`, if it still has the shape `accept` wants. */
export function readKept<T>(name: string, accept: (value: unknown) => value is T, by: Keeper = 'seat'): T | undefined {
  try {
    const text = storageOf(by)?.getItem(PREFIX + name)
    if (text === null || text === undefined) return undefined
    const value: unknown = JSON.parse(text)
    return accept(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Keeps `value` under `name`. */
export function keep(name: string, value: unknown, by: Keeper = 'seat'): void {
  try {
    storageOf(by)?.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Storage is full or denied; the choice holds until the window closes.
  }
}

/** Absent outside a browser. Reading the property itself may throw where storage is denied. */
function storageOf(by: Keeper): Storage | undefined {
  return by === 'seat' ? globalThis.localStorage : globalThis.sessionStorage
}
