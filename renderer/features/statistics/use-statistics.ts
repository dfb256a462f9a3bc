// Asks the station to count; what was counted stays in sight until the next answer is here.
import { useEffect, useState } from 'react'
import type { Fault } from '../../../shared/base/fault.ts'
import type { Statistics, StatisticsQuestion } from '../../../shared/rpc/finding.ts'
import { call } from '../../link/station.ts'

export interface Counted {
  readonly statistics: Statistics | null
  /** The question the figures answer. */
  readonly of: StatisticsQuestion | null
  readonly fault: Fault | null
  readonly isCounting: boolean
  readonly again: () => void
}

interface State {
  readonly key: string
  readonly statistics: Statistics | null
  readonly of: StatisticsQuestion | null
  readonly fault: Fault | null
}

export function useStatistics(question: StatisticsQuestion | null): Counted {
  const [state, setState] = useState<State>({ key: '', statistics: null, of: null, fault: null })
  const [round, setRound] = useState(0)
  const asked = question === null ? null : JSON.stringify(question)
  const key = `${round} ${asked ?? ''}`
  useEffect(() => {
    if (asked === null) return undefined
    let isHere = true
    const of = JSON.parse(asked) as StatisticsQuestion
    void call('statistics', of).then((answer) => {
      if (!isHere) return
      setState((before) =>
        answer.ok ? { key, statistics: answer.value, of, fault: null } : { ...before, key, fault: answer.fault },
      )
    })
    return () => {
      isHere = false
    }
  }, [asked, key])
  return {
    statistics: state.statistics,
    of: state.of,
    fault: state.fault,
    isCounting: asked !== null && state.key !== key,
    again: () => setRound((before) => before + 1),
  }
}
