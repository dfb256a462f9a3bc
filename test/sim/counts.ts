// What happened in a run: the proof that it was worth running.
import type { NetworkCounts } from './network.ts'

/** Beside what the network counts. */
export interface WorldCounts {
  changes: number
  refused: number
  conflicts: number
  settled: number
  undone: number
  acknowledged: number
  stationCrashes: number
  commitThenCrash: number
  lostTails: number
  serverCrashes: number
  crashedBeforeAnswer: number
  serverRestores: number
  stationRollbacks: number
  copiedMachines: number
  forksTold: number
  snapshots: number
  wrongClocks: number
  behind: number
  lateJoins: number
  fullDisks: number
  sticks: number
  rightsChanged: number
  serverSwitches: number
  writtenOff: number
  /** Incidents whose number says that their station may be a copy. */
  markedNumbers: number
}

export type RunCounts = NetworkCounts & WorldCounts

export function noCounts(): WorldCounts {
  return {
    changes: 0,
    refused: 0,
    conflicts: 0,
    settled: 0,
    undone: 0,
    acknowledged: 0,
    stationCrashes: 0,
    commitThenCrash: 0,
    lostTails: 0,
    serverCrashes: 0,
    crashedBeforeAnswer: 0,
    serverRestores: 0,
    stationRollbacks: 0,
    copiedMachines: 0,
    forksTold: 0,
    snapshots: 0,
    wrongClocks: 0,
    behind: 0,
    lateJoins: 0,
    fullDisks: 0,
    sticks: 0,
    rightsChanged: 0,
    serverSwitches: 0,
    writtenOff: 0,
    markedNumbers: 0,
  }
}
