// This window's one client of its station. Started once by renderer/app; every view calls through here.
import type { Result } from '../../shared/base/fault.ts'
import { FaultError, fault, faultOf, ok } from '../../shared/base/fault.ts'
import type { Json } from '../../shared/base/json.ts'
import type { CommandInput, CommandName } from '../../shared/commands/commands.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../shared/rpc/methods.ts'
import type { WatchName, WatchParams } from '../../shared/rpc/watches.ts'
import { connectionStore } from '../state/connection-store.ts'
import { forgetChange, rememberChanges } from '../state/own-changes-store.ts'
import type { WatchListener } from '../state/watch-store.ts'
import { provideWatches } from '../state/watch-store.ts'
import type { Connector } from './connector.ts'
import { portConnector } from './port-link.ts'
import { ViewClient } from './view-client.ts'
import { electronBridge } from './view-host.ts'
import { webSocketConnector } from './web-socket-link.ts'

let client: ViewClient | null = null
const HEARD_STEP_MS = 1_000
/** A command is tried again with the same call id while its answer may only have been lost on the way. */
const RETRY_DELAYS_MS = [300, 1_000, 2_500]

/** Connects this window to its station. Returns the way to disconnect. */
export function startStation(connector: Connector = pickConnector()): () => void {
  const started = new ViewClient({
    connector,
    nowMs: Date.now,
    random: Math.random,
    onState: ({ state, reason, nextTryMs }) => {
      const before = connectionStore.getState()
      connectionStore.setState({
        state,
        nextTryMs,
        sinceMs: before.state === state ? before.sinceMs : Date.now(),
        fault: reason === null ? (state === 'open' ? null : before.fault) : fault('linkLost', reason),
      })
    },
    onHeard: (atMs) => {
      if (atMs - (connectionStore.getState().lastHeardMs ?? 0) >= HEARD_STEP_MS)
        connectionStore.setState({ lastHeardMs: atMs })
    },
  })
  client = started
  provideWatches((name, params, listener) => started.watch(name, params, listener))
  started.start()
  return () => {
    provideWatches(null)
    started.stop()
    if (client === started) client = null
  }
}

/** Tries to reach the station at once. */
export function reconnectNow(): void {
  client?.tryNow()
}

/** Calls a method of the station. A refusal, a lost link or a time limit is a Fault in the result, never a throw. */
export async function call<Name extends MethodName>(
  method: Name,
  input: MethodInput<Name>,
  timeLimitMs?: number,
): Promise<Result<MethodAnswer<Name>>> {
  if (client === null) return { ok: false, fault: fault('linkLost', 'not started') }
  try {
    return ok(await client.call(method, input, timeLimitMs))
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}

/**
 * Runs a command. Answered once it is durable at the station. When the link is lost before the answer it is sent again
 * with the same call id, so that it is carried out once [RP-3]. Remembered for undo.
 */
export async function runCommand<Name extends CommandName>(
  space: string,
  command: Name,
  input: CommandInput<Name>,
): Promise<Result<MethodAnswer<'run'>>> {
  const callId = crypto.randomUUID()
  const done = await repeatWhileLost(() => call('run', { space, command, input: input as Json, callId }))
  if (done.ok) {
    const { kind, id, changes } = done.value
    rememberChanges(changes.map((change) => ({ space, change, kind, id, atMs: Date.now() })))
  }
  return done
}

/** Takes one of the officer's changes back. */
export async function undoChange(space: string, change: string): Promise<Result<MethodAnswer<'undo'>>> {
  const callId = crypto.randomUUID()
  const done = await repeatWhileLost(() => call('undo', { space, change, callId }))
  if (done.ok || done.fault.kind === 'cannotUndo' || done.fault.kind === 'notFound') forgetChange(change)
  return done
}

/**
 * A raw watch, frame by frame, for what is too big for a store (the map's points). Opened at once, asked anew after a
 * lost link. Returns the way to end it. Throws FaultError before startStation.
 */
export function rawWatch<Name extends WatchName>(
  name: Name,
  params: WatchParams<Name>,
  listener: WatchListener,
): () => void {
  if (client === null) throw new FaultError(fault('linkLost', 'not started'))
  return client.watch(name, params as Json, listener)
}

async function repeatWhileLost<Value>(attempt: () => Promise<Result<Value>>): Promise<Result<Value>> {
  let result = await attempt()
  for (const delayMs of RETRY_DELAYS_MS) {
    if (result.ok || (result.fault.kind !== 'linkLost' && result.fault.kind !== 'timeout')) return result
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    result = await attempt()
  }
  return result
}

function pickConnector(): Connector {
  const bridge = electronBridge()
  if (bridge !== undefined) return portConnector(globalThis.window, () => bridge.wantPort())
  const { protocol, host } = globalThis.location
  return webSocketConnector(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`)
}
