// Conditions an officer has saved under a name: kept by the station for this officer, whatever window is open.
import { useEffect, useState } from 'react'
import type { Result } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { call } from '../../link/station.ts'
import type { Conditions } from './search-store.ts'

export const MAX_SAVED = 20
const MAX_NAME = 40

export interface Saved {
  readonly name: string
  readonly conditions: Conditions
}

export interface SavedConditions {
  readonly saved: readonly Saved[]
  /** Saves under a name; what bore the name before is replaced. */
  readonly save: (name: string, conditions: Conditions) => Promise<Result<null>>
  readonly drop: (name: string) => Promise<Result<null>>
}

/** What the signed-in officer has saved. */
export function useSaved(officer: string): SavedConditions {
  const name = `search.saved.${officer}`.slice(0, 60)
  const [saved, setSaved] = useState<readonly Saved[]>([])
  useEffect(() => {
    let isHere = true
    void call('setting', { name }).then((answer) => {
      if (isHere && answer.ok) setSaved(readSaved(answer.value))
    })
    return () => {
      isHere = false
    }
  }, [name])
  const keep = async (next: readonly Saved[]): Promise<Result<null>> => {
    const done = await call('saveSetting', { name, value: next as unknown as Json })
    if (done.ok) setSaved(next)
    return done
  }
  return {
    saved,
    save: (as, conditions) =>
      keep([...saved.filter((one) => one.name !== as), { name: as.slice(0, MAX_NAME), conditions }].slice(-MAX_SAVED)),
    drop: (as) => keep(saved.filter((one) => one.name !== as)),
  }
}

/** What is kept at a station may be of another program: what does not fit is left out. */
export function readSaved(value: Json): readonly Saved[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((one): Saved[] => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const { name, conditions } = one as { readonly [key: string]: Json }
    if (typeof name !== 'string' || typeof conditions !== 'object' || conditions === null || Array.isArray(conditions))
      return []
    const { text, kinds, from, until } = conditions as { readonly [key: string]: Json }
    if (typeof text !== 'string' || !Array.isArray(kinds)) return []
    return [
      {
        name,
        conditions: {
          text,
          kinds: kinds.filter((kind) => typeof kind === 'string'),
          from: typeof from === 'string' ? from : null,
          until: typeof until === 'string' ? until : null,
        },
      },
    ]
  })
}
