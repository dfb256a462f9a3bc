// What a base map layer tells: that it can be read and whose it is, or why it cannot.
import type { BasemapReason } from './basemap-reason.ts'

export interface BasemapEvents {
  onReady(attribution: string): void
  onProblem(reason: BasemapReason): void
}
