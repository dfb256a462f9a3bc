// Texts begun and not saved, kept while this window lives: looking at another incident and coming back loses no half-written
// line. Keys name the officer as well, so that a text waits for whoever wrote it.
import { useState } from 'react'

const texts = new Map<string, string>()

/** A text as state that outlives its field; '' forgets it. `start` is what stands there when nothing was begun. */
export function useUnsavedText(key: string, start = ''): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => texts.get(key) ?? start)
  const change = (next: string): void => {
    setText(next)
    if (next === start) texts.delete(key)
    else texts.set(key, next)
  }
  return [text, change]
}

/** Forgets a text: it was saved, or its writer gave it up. */
export function forgetUnsaved(key: string): void {
  texts.delete(key)
}

/** Keys of unsaved texts that begin with `prefix`, without it. */
export function unsavedUnder(prefix: string): readonly string[] {
  return [...texts.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
}
