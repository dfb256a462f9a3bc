// What a base map layer tells: that it can be read and whose it is, or in plain words why it cannot.

export interface BasemapEvents {
  onReady(attribution: string): void
  onProblem(reason: string): void
}
