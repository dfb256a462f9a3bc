// While a session has ended by itself nobody sees the picture, but something may come in: it is heard all the same.
import { useEffect, useRef } from 'react'
import type { StatusRow } from '../../../shared/rpc/rows.ts'
import { preferencesStore } from '../../state/preferences-store.ts'
import { useStatusPart } from '../../state/use-status.ts'
import { playTone } from './tone.ts'

const UNKNOWN_LEVEL = 0

/** Records of all spaces while the session has ended and nobody has signed in; null otherwise. */
function recordsUnseen(status: StatusRow | null): number | null {
  if (status === null || status.officer !== null || status.sessionEnd === null) return null
  return status.spaces.reduce((sum, { records }) => sum + records, 0)
}

/** Sounds when records arrive while nobody is signed in any more. */
export function useEndedAlarm(): void {
  const records = useStatusPart(recordsUnseen)
  const before = useRef<number | null>(null)
  useEffect(() => {
    const { soundOn, soundVolume } = preferencesStore.getState()
    if (records !== null && before.current !== null && records > before.current && soundOn)
      playTone(UNKNOWN_LEVEL, soundVolume)
    before.current = records
  }, [records])
}
