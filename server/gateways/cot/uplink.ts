// The connection to a TAK server as one of its clients: made again after it broke, with back-off; asked for a sign of life when
// it is quiet; and speaking protobuf once the server offered and granted it.
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect as connectTcp, isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { connect as connectTls } from 'node:tls'
import type { Fault } from '../../../shared/base/fault.ts'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import {
  OFFER,
  RESPONSE,
  TAK_VERSION,
  isAccepted,
  ping,
  request,
  versionsIn,
} from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import type { CotSettings } from '../../../shared/interop/settings/cot.ts'
import { backoffMs } from '../../../shared/sync/backoff.ts'
import { tlsOptions } from '../doors.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { CotDesk } from './desk.ts'
import { OutEvent } from './out-event.ts'
import { peerPlan, takeFrom } from './peer-plan.ts'
import { TakPeer } from './tak-peer.ts'

const PING_EVERY_MS = 20_000
/** Nothing heard for so long in spite of pings: the connection is dead. */
const SILENT_MS = 90_000
/** The server must answer a request for protobuf within a minute (TAK protocol, streaming negotiation). */
const ANSWER_MS = 60_000

export class Uplink {
  readonly #around: GatewaySurroundings
  readonly #settings: CotSettings
  readonly #desk: CotDesk
  readonly #pinging: string
  #peer: TakPeer | undefined
  #attempt = 0
  #timer: NodeJS.Timeout | undefined
  #pings: NodeJS.Timeout | undefined
  #answer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(around: GatewaySurroundings, settings: CotSettings, desk: CotDesk) {
    this.#around = around
    this.#settings = settings
    this.#desk = desk
    this.#pinging = `${around.id}-ping`
    // A file that is not there is told at once, by not starting.
    this.#options()
  }

  open(): void {
    const peer = new TakPeer({
      ...peerPlan(this.#around, this.#settings, this.#dial(), this.#address),
      idleMs: SILENT_MS,
      onHeard: () => this.#heard(peer),
      onEvent: async (from, read, bytes) => {
        if (read.event.type === OFFER) this.#offered(from, read.event)
        else if (read.event.type === RESPONSE) this.#answered(from, read.event)
        else await takeFrom(this.#around, this.#desk, from, read, bytes)
      },
      onEnd: (_gone, why) => this.#ended(why),
    })
    this.#peer = peer
    const hello = new OutEvent(ping(this.#pinging, this.#around.nowMs()))
    // The first byte of the answer says that the connection holds: with TLS 1.3 a refusal comes after connecting.
    peer.send(hello)
    this.#pings = setInterval(() => peer.send(new OutEvent(ping(this.#pinging, this.#around.nowMs()))), PING_EVERY_MS)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stop()
    this.#peer?.end(null)
    await this.#peer?.settled()
  }

  get #address(): string {
    return `${this.#settings.host}:${this.#settings.port}`
  }

  #dial(): Socket {
    const { host, port } = this.#settings
    const options = this.#options()
    return options === undefined ? connectTcp({ host, port }) : connectTls({ ...options, host, port })
  }

  #options(): ConnectionOptions | undefined {
    const { tls, serverCa, serverName, host } = this.#settings
    const own = tlsOptions(tls === null ? null : { ...tls, clientCa: '' })
    if (own === undefined) return undefined
    const name = serverName === '' ? host : serverName
    return {
      cert: own.cert,
      key: own.key,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(serverCa === '' ? {} : { ca: readPem(serverCa) }),
      ...(isIP(name) === 0 ? { servername: name } : {}),
    }
  }

  #heard(peer: TakPeer): void {
    this.#attempt = 0
    this.#around.health.well(this.#address)
    this.#around.logger.info({ peer: this.#address }, 'connected to a TAK server')
    this.#desk.join(peer)
  }

  #offered(peer: TakPeer, event: CotEvent): void {
    if (!this.#settings.protobuf || peer.form === 'protobuf' || !versionsIn(event).includes(TAK_VERSION)) return
    peer.send(new OutEvent(request(event.uid, this.#around.nowMs())))
    peer.hold()
    clearTimeout(this.#answer)
    this.#answer = setTimeout(
      () => peer.end(fault('timeout', `${this.#address} did not answer the request for protobuf`)),
      ANSWER_MS,
    )
  }

  #answered(peer: TakPeer, event: CotEvent): void {
    clearTimeout(this.#answer)
    if (isAccepted(event)) peer.speakProtobuf()
    else peer.release()
  }

  #ended(why: Fault | null): void {
    const peer = this.#peer
    this.#stop()
    if (peer !== undefined) this.#desk.leave(peer)
    if (this.#isClosed) return
    const lost = why ?? fault('linkLost', `${this.#address} ended the connection`)
    this.#around.health.failed(lost, this.#address)
    this.#around.logger.warn({ fault: lost, attempt: this.#attempt }, 'no connection to the TAK server: tried again')
    const waitMs = backoffMs(this.#attempt, randomInt(1_000) / 1_000)
    this.#attempt += 1
    this.#timer = setTimeout(() => this.open(), waitMs)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#answer)
    clearInterval(this.#pings)
  }
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
  }
}
