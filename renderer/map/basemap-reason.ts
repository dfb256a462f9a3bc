// Why the chosen base map is not shown: what the station refused, or what the map found itself. The words stand in
// renderer/i18n (`map:basemapProblems`, `map:packProblems`, `map:tileProblems`).
import type { Fault } from '../../shared/base/fault.ts'
import type { BasemapProblem } from './worker/basemap-problems.ts'

export type BasemapReason = BasemapProblem | Fault

/** What a TilePort throws: the station's refusal. */
export class BasemapRefused extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

/** The reason behind what a TilePort threw. */
export function reasonOf(error: unknown): BasemapReason {
  return error instanceof BasemapRefused ? error.fault : 'damaged'
}
