// Small choices of this screen (panel widths, sound, language) kept by the browser. Never domain data.
// A browser that refuses storage (private mode) only forgets them.

const PREFIX = 'fengsui.'

/** What was kept under `name`, if it still has the shape `accept` wants. */
export function readKept<T>(name: string, accept: (value: unknown) => value is T): T | undefined {
  try {
    const text = globalThis.localStorage?.getItem(PREFIX + name)
    if (text === null || text === undefined) return undefined
    const value: unknown = JSON.parse(text)
    return accept(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Keeps `value` under `name`. */
export function keep(name: string, value: unknown): void {
  try {
    globalThis.localStorage?.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Storage is full or denied; the choice holds until the window closes.
  }
}
