// Worker: the index of incidents. One per map; see incident-messages.ts for what is said.
import { IncidentIndex } from './incident-index.ts'
import type { FromIndex, ToIndex } from './incident-messages.ts'

/** A build may take this share of the time: after one that took 100 ms the next waits 200 ms. */
const REST_PER_BUILD = 2
/** While the first answer is still coming, builds only show that something comes. */
const REST_WHILE_LOADING = 8
/** Frames that come together are built together. */
const GATHER_MS = 16

const scope = globalThis as unknown as DedicatedWorkerGlobalScope
const send = (message: FromIndex): void => scope.postMessage(message)
const index = new IncidentIndex()
let timer: ReturnType<typeof setTimeout> | null = null
let restUntilMs = 0
/** When the oldest change that is not built yet came. */
let firstWantedMs: number | null = null

scope.addEventListener('message', (event: MessageEvent<ToIndex>) => {
  take(event.data)
})

function take(message: ToIndex): void {
  switch (message.t) {
    case 'rows':
      // The end of the first answer is what the officer waits for.
      if (!index.isComplete && message.done) restUntilMs = 0
      if (index.apply(message)) buildSoon()
      return
    case 'clear':
      index.clear()
      buildSoon()
      return
    case 'query':
      send({
        t: 'drawn',
        serial: message.serial,
        version: index.version,
        ...index.query(message.box, message.zoom),
      })
      return
    case 'expand':
      send({ t: 'expanded', request: message.request, expansion: index.expand(message.version, message.cluster) })
  }
}

function buildSoon(): void {
  if (timer !== null) clearTimeout(timer)
  firstWantedMs ??= performance.now()
  timer = setTimeout(build, Math.max(firstWantedMs + GATHER_MS, restUntilMs) - performance.now())
}

function build(): void {
  timer = null
  firstWantedMs = null
  const startMs = performance.now()
  index.build()
  const buildMs = performance.now() - startMs
  restUntilMs = performance.now() + buildMs * (index.isComplete ? REST_PER_BUILD : REST_WHILE_LOADING)
  send({ t: 'changed', size: index.size, buildMs })
}
