// The gateway `cot`: a server for TAK clients, or a client of a TAK server.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import { REQUEST, TAK_VERSION, offer, response, versionsIn } from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { readCotBytes } from '../../../shared/interop/cot/frames.ts'
import type { CotSettings } from '../../../shared/interop/settings/cot.ts'
import { cotSettings } from '../../../shared/interop/settings/cot.ts'
import type { Door } from '../doors.ts'
import { listenTcp } from '../doors.ts'
import type { GatewayKind, GatewaySurroundings, Reading, RunningGateway } from '../gateway.ts'
import { listenDatagrams } from './datagrams.ts'
import { CotDesk } from './desk.ts'
import { OutEvent } from './out-event.ts'
import { peerPlan, takeFrom } from './peer-plan.ts'
import { TakPeer } from './tak-peer.ts'
import { Uplink } from './uplink.ts'

export const cotGateway: GatewayKind<typeof cotSettings> = {
  kind: 'cot',
  settings: cotSettings,
  async start(around, settings) {
    const desk = new CotDesk(around, settings)
    await desk.open()
    try {
      const ends = settings.role === 'client' ? connect(around, settings, desk) : await serve(around, settings, desk)
      return running(around, desk, ends)
    } catch (error) {
      await desk.close()
      throw error
    }
  },
}

interface Ends {
  readonly listens: readonly string[]
  close(): Promise<void>
}

function running(around: GatewaySurroundings, desk: CotDesk, ends: Ends): RunningGateway {
  return {
    listens: ends.listens,
    committed: (told) => desk.committed(told),
    async take(bytes, { dryRun }): Promise<Result<Reading>> {
      const read = readCotBytes(bytes, around.nowMs())
      if (!read.ok) return read
      if (read.value === null) return ok({ lines: ['a TAK message without an event'], odd: [] })
      const taken = await desk.take(read.value, { from: null, bytes: bytes.length, isPassedOn: true, dryRun })
      if (taken.ok && !dryRun) around.health.took()
      return taken
    },
    async close() {
      await Promise.all([ends.close(), desk.close()])
    },
  }
}

async function serve(around: GatewaySurroundings, settings: CotSettings, desk: CotDesk): Promise<Ends> {
  const { host, port, tls, maxClients, udpPort } = settings
  const doors: Door[] = []
  const close = async (): Promise<void> => void (await Promise.all(doors.map((door) => door.close())))
  try {
    doors.push(
      await listenTcp({ host, port, tls, maxConnections: maxClients }, (socket) =>
        welcome(around, settings, desk, socket),
      ),
    )
    if (udpPort !== null) doors.push(await listenDatagrams(around, { host, port: udpPort }, desk))
  } catch (error) {
    await close()
    throw error
  }
  return { listens: doors.map(({ address }) => address), close }
}

function welcome(around: GatewaySurroundings, settings: CotSettings, desk: CotDesk, socket: Socket): void {
  const { logger, health, nowMs } = around
  // It ended while it was being welcomed; nothing would ever say so again.
  if (socket.destroyed) return
  const negotiation = `protouid-${around.author.idFor(`${nowMs()}/${socket.remotePort ?? 0}`)}`
  const peer = new TakPeer({
    ...peerPlan(around, settings, socket, nameOf(socket)),
    async onEvent(from, read, bytes) {
      if (read.event.type === REQUEST) {
        health.took()
        answerRequest(from, read.event, settings.protobuf, nowMs())
      } else await takeFrom(around, desk, from, read, bytes)
    },
    onEnd(gone, why) {
      desk.leave(gone)
      const told = { peer: gone.name, callsign: gone.callsign, leftOut: gone.leftOut, fault: why }
      if (why === null) logger.info(told, 'a TAK client left')
      else logger.warn(told, 'a TAK client was cut off')
      if (why?.kind === 'busy' || why?.kind === 'malformed') health.refused(why)
    },
  })
  logger.info({ peer: peer.name }, 'a TAK client came')
  if (settings.protobuf) peer.send(new OutEvent(offer(negotiation, nowMs())))
  desk.join(peer)
}

/** The answer is the last XML: everything after it is protobuf. */
function answerRequest(peer: TakPeer, event: CotEvent, isOffered: boolean, nowMs: number): void {
  const isAccepted = isOffered && versionsIn(event).includes(TAK_VERSION)
  if (peer.form === 'protobuf') return
  peer.send(new OutEvent(response(event.uid, isAccepted, nowMs)))
  if (isAccepted) peer.speakProtobuf()
}

/** Address and, where it showed a certificate, the name in it. */
function nameOf(socket: Socket): string {
  const address = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`
  const subject = socket instanceof TLSSocket ? socket.getPeerCertificate()?.subject : undefined
  const common = subject?.CN
  return common === undefined ? address : `${Array.isArray(common) ? common.join(' ') : common} ${address}`
}

function connect(around: GatewaySurroundings, settings: CotSettings, desk: CotDesk): Ends {
  const uplink = new Uplink(around, settings, desk)
  uplink.open()
  return { listens: [], close: () => uplink.close() }
}
