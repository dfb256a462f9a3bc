// What connections of both roles have in common: their bounds, and what becomes of what they bring.
import type { Socket } from 'node:net'
import type { Fault } from '../../../shared/base/fault.ts'
import type { ReadCot } from '../../../shared/interop/cot/event.ts'
import type { CotSettings } from '../../../shared/interop/settings/cot.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { CotDesk } from './desk.ts'
import type { PeerPlan, TakPeer } from './tak-peer.ts'

const MINUTE_MS = 60_000

/** Bounds of a connection. */
export function peerPlan(
  around: GatewaySurroundings,
  settings: CotSettings,
  socket: Socket,
  name: string,
): Omit<PeerPlan, 'onEvent' | 'onEnd'> {
  return {
    socket,
    name,
    nowMs: around.nowMs,
    messagesPerMinute: settings.messagesPerMinute,
    bufferBytes: settings.clientBufferKilobytes * 1024,
    idleMs: settings.idleMinutes * MINUTE_MS,
    onRefused: (peer, why, bytes) => refused(around, peer, why, bytes),
  }
}

function refused({ health, logger }: GatewaySurroundings, { name }: TakPeer, why: Fault, bytes: Uint8Array): void {
  logger.info({ peer: name, fault: why }, 'a CoT message was refused')
  health.refused(why, bytes.length === 0 ? undefined : { name: `${name}.cot`, bytes })
}

/** Hands one event of a connection to the desk. */
export async function takeFrom(
  around: GatewaySurroundings,
  desk: CotDesk,
  peer: TakPeer,
  read: ReadCot,
  bytes: Uint8Array,
): Promise<void> {
  const taken = await desk.take(read, { from: peer, bytes: bytes.length, isPassedOn: true, dryRun: false })
  if (!taken.ok) return refused(around, peer, taken.fault, bytes)
  around.health.took()
  if (taken.value.odd.length > 0)
    around.logger.debug({ peer: peer.name, odd: taken.value.odd }, 'an odd CoT event was taken')
}
