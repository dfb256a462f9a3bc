// Asks the station while the officer types: one question at a time, the newest counts, and what was found stays in sight until
// the next answer is here.
import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/base/fault.ts'
import type { SearchAnswer, SearchQuestion } from '../../../shared/rpc/finding.ts'
import { call } from '../../link/station.ts'
import { dayStart } from '../../ui/local-time.ts'
import type { Conditions } from './search-store.ts'

/** Letters typed within this time are one question. */
const PAUSE_MS = 140
const DAY_MS = 86_400_000

export interface Found {
  /** The words the answer is about; null before the first one. */
  readonly text: string | null
  readonly answer: SearchAnswer
  readonly fault: Fault | null
}

const NOTHING: SearchAnswer = { groups: [], unindexed: 0 }

export function useSearch(
  space: string,
  { text, kinds, from, until }: Conditions,
  perKind: number,
): Found & { readonly isSearching: boolean } {
  const [found, setFound] = useState<Found & { readonly question: string }>({
    text: null,
    answer: NOTHING,
    fault: null,
    question: '',
  })
  const wanted = text.trim()
  const question = JSON.stringify([space, wanted, kinds, from, until, perKind])
  useEffect(() => {
    let isHere = true
    const timer = setTimeout(() => {
      if (wanted === '') {
        setFound({ text: null, answer: NOTHING, fault: null, question })
        return
      }
      void call('search', inputOf(question)).then((answer) => {
        if (!isHere) return
        setFound((before) =>
          answer.ok
            ? { text: wanted, answer: answer.value, fault: null, question }
            : { ...before, fault: answer.fault, question },
        )
      })
    }, PAUSE_MS)
    return () => {
      isHere = false
      clearTimeout(timer)
    }
  }, [question, wanted])
  return { ...found, isSearching: wanted !== '' && found.question !== question }
}

/** The question as the station takes it. */
function inputOf(question: string): SearchQuestion {
  const [space, text, kinds, from, until, perKind] = JSON.parse(question) as [
    string,
    string,
    string[],
    string | null,
    string | null,
    number,
  ]
  const fromMs = from === null ? null : dayStart(from)
  const untilMs = until === null ? null : dayStart(until)
  return {
    space,
    text: text.slice(0, 200),
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(fromMs === null ? {} : { fromMs }),
    ...(untilMs === null ? {} : { toMs: untilMs + DAY_MS }),
    perKind,
  }
}
