// Worker: the index of incidents. One per map; see incident-messages.ts for what is said.
import { IncidentIndex } from './incident-index.ts'
import type { FromIndex, ToIndex } from './incident-messages.ts'

/** A build may take this share of the time: after one that took 100 ms the next waits 200 ms. */
const REST_PER_BUILD = 2
/** Frames that come together are built together. */
const GATHER_MS = 16

const scope = globalThis as unknown as DedicatedWorkerGlobalScope
const send = (message: FromIndex): void => scope.postMessage(message)
const index = new IncidentIndex()
let timer: ReturnType<typeof setTimeout> | null = null
let restUntilMs = 0

scope.addEventListener('message', (event: MessageEvent<ToIndex>) => {
  take(event.data)
})

function take(message: ToIndex): void {
  switch (message.t) {
    case 'rows':
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
  timer ??= setTimeout(build, Math.max(GATHER_MS, restUntilMs - performance.now()))
}

function build(): void {
  timer = null
  const startMs = performance.now()
  index.build()
  const buildMs = performance.now() - startMs
  restUntilMs = performance.now() + buildMs * REST_PER_BUILD
  send({ t: 'changed', size: index.size, buildMs })
}
