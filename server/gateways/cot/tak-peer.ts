// One TAK connection, whichever side opened it: bytes are cut into messages and handed on one after another, so that a peer
// that says much waits in its own socket; what goes out is bounded, and who does not read it is cut off.
import type { Socket } from 'node:net'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault, faultOf } from '../../../shared/base/fault.ts'
import type { Cut } from '../../../shared/interop/cot/cut-stream.ts'
import { StreamCutter } from '../../../shared/interop/cot/cut-stream.ts'
import type { ReadCot } from '../../../shared/interop/cot/event.ts'
import { readCotProto } from '../../../shared/interop/cot/proto-event.ts'
import { readCotXml } from '../../../shared/interop/cot/read-event.ts'
import type { Form, OutEvent } from './out-event.ts'

const MINUTE_MS = 60_000
/** Messages read but not yet worked through, above which the socket is not read. */
const MAX_INBOX = 64
/** Kept while a change of form is asked for. */
const MAX_HELD = 500
/** Refused without anything sound in between, a peer is no TAK client. */
const MAX_NONSENSE = 50

export interface PeerPlan {
  readonly socket: Socket
  /** Address, and the name in its certificate where it showed one. */
  readonly name: string
  readonly nowMs: () => number
  readonly messagesPerMinute: number
  readonly bufferBytes: number
  readonly idleMs: number
  /** Works through one message; the next waits for it. */
  readonly onEvent: (peer: TakPeer, read: ReadCot, bytes: Uint8Array) => Promise<void>
  readonly onRefused: (peer: TakPeer, why: Fault, bytes: Uint8Array) => void
  /** Once, with why when it did not simply end. */
  readonly onEnd: (peer: TakPeer, why: Fault | null) => void
  /** First byte: the connection holds. With TLS 1.3 a refusal comes only after connecting. */
  readonly onHeard?: () => void
}

export class TakPeer {
  readonly name: string
  /** What the client calls itself, once it said where it is. */
  uid = ''
  callsign = ''
  readonly #plan: PeerPlan
  readonly #cutter = new StreamCutter()
  #inbox: Cut[] = []
  #working: Promise<void> | undefined
  #form: Form = 'xml'
  #held: OutEvent[] | undefined
  #minute = { sinceMs: 0, count: 0 }
  #waiting: NodeJS.Timeout | undefined
  readonly #silence: NodeJS.Timeout
  /** Wakes what feeds it: written out, released or over. */
  #wake: (() => void)[] = []
  #nonsense = 0
  #leftOut = 0
  #isHeard = false
  #isOver = false
  #why: Fault | null = null

  constructor(plan: PeerPlan) {
    this.#plan = plan
    this.name = plan.name
    const { socket } = plan
    socket.setNoDelay(true)
    // A socket's own time limit counts what is written to it as well.
    this.#silence = setTimeout(() => this.end(fault('timeout', `${this.name} has been silent too long`)), plan.idleMs)
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('drain', () => this.#awake())
    socket.on('error', (error) => this.end(fault('linkLost', `${this.name}: ${error.message}`)))
    socket.on('close', () => this.#over())
  }

  get form(): Form {
    return this.#form
  }

  get leftOut(): number {
    return this.#leftOut
  }

  /** Sends; false when it could not be. A peer that does not read is cut off, with a line. */
  send(out: OutEvent): boolean {
    const { socket, bufferBytes } = this.#plan
    if (this.#isOver || !socket.writable) return false
    if (this.#held !== undefined) {
      const hasRoom = this.#held.length < MAX_HELD
      if (hasRoom) this.#held.push(out)
      return hasRoom
    }
    if (out.canBeLeftOut && socket.writableLength > bufferBytes / 2) {
      this.#leftOut += 1
      return false
    }
    if (socket.writableLength > bufferBytes) {
      this.end(fault('busy', `${this.name} reads too slowly: ${socket.writableLength} bytes waited for it`))
      return false
    }
    socket.write(out.bytes(this.#form))
    return true
  }

  /** Sends much, as fast as it is read. Resolves when all is sent or the peer is gone; `onSent` for each. */
  async feed(outs: readonly OutEvent[], onSent: () => void): Promise<void> {
    const { socket, bufferBytes } = this.#plan
    for (const out of outs) {
      while (!this.#isOver && (this.#held !== undefined || socket.writableLength > bufferBytes / 4))
        await new Promise<void>((resolve) => this.#wake.push(resolve))
      if (this.#isOver) return
      if (this.send(out)) onSent()
    }
  }

  /** From now on everything goes out as protobuf. */
  speakProtobuf(): void {
    this.#form = 'protobuf'
    this.release()
  }

  /** Keeps what is to go out until `release`: between asking for protobuf and the answer nothing may be sent. */
  hold(): void {
    this.#held ??= []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const out of held) this.send(out)
    this.#awake()
  }

  #awake(): void {
    const waiting = this.#wake
    this.#wake = []
    for (const go of waiting) go()
  }

  /** Cuts it off. */
  end(why: Fault | null): void {
    this.#why ??= why
    this.#plan.socket.destroy()
  }

  /** Resolves when nothing of it is being worked on. */
  async settled(): Promise<void> {
    await this.#working
  }

  #over(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#waiting)
    clearTimeout(this.#silence)
    this.#held = undefined
    this.#awake()
    this.#plan.onEnd(this, this.#why)
  }

  #take(piece: Uint8Array): void {
    this.#silence.refresh()
    if (!this.#isHeard) {
      this.#isHeard = true
      this.#plan.onHeard?.()
    }
    this.#inbox.push(...this.#cutter.push(piece))
    if (this.#inbox.length > MAX_INBOX) this.#plan.socket.pause()
    this.#working ??= this.#work().finally(() => (this.#working = undefined))
  }

  async #work(): Promise<void> {
    // Begins after `#working` is set, so that it is unset by what was set.
    await Promise.resolve()
    while (this.#inbox.length > 0) {
      const cuts = this.#inbox
      this.#inbox = []
      for (const cut of cuts) {
        if (this.#count()) await this.#breathe()
        await this.#handle(cut)
      }
    }
    if (!this.#isOver) this.#plan.socket.resume()
  }

  /** Counts a message; true when this minute's are used up. */
  #count(): boolean {
    const nowMs = this.#plan.nowMs()
    if (nowMs - this.#minute.sinceMs >= MINUTE_MS || nowMs < this.#minute.sinceMs)
      this.#minute = { sinceMs: nowMs, count: 0 }
    this.#minute.count += 1
    return this.#minute.count > this.#plan.messagesPerMinute
  }

  /** Waits a message's share of the minute; its own socket fills meanwhile, and nothing is lost. */
  async #breathe(): Promise<void> {
    if (this.#isOver) return
    this.#plan.socket.pause()
    await new Promise<void>((resolve) => {
      const go = (): void => {
        clearTimeout(this.#waiting)
        this.#plan.socket.off('close', go)
        resolve()
      }
      this.#waiting = setTimeout(go, Math.ceil(MINUTE_MS / this.#plan.messagesPerMinute))
      this.#plan.socket.once('close', go)
    })
  }

  async #handle(cut: Cut): Promise<void> {
    if (cut.kind === 'auth') return
    if (cut.kind === 'refused') return this.#refuse(cut.fault, cut.bytes)
    const nowMs = this.#plan.nowMs()
    const read = cut.kind === 'xml' ? readCotXml(cut.bytes, nowMs) : readCotProto(cut.bytes, nowMs)
    if (!read.ok) return this.#refuse(read.fault, cut.bytes)
    this.#nonsense = 0
    if (read.value === null) return
    try {
      await this.#plan.onEvent(this, read.value, cut.bytes)
    } catch (error) {
      this.#refuse(faultOf(error), cut.bytes)
    }
  }

  #refuse(why: Fault, bytes: Uint8Array): void {
    this.#nonsense += 1
    if (this.#nonsense > MAX_NONSENSE) return
    this.#plan.onRefused(this, why, bytes)
    if (this.#nonsense === MAX_NONSENSE)
      this.end(fault('malformed', `${this.name} sent ${MAX_NONSENSE} messages in a row that are none of TAK`))
  }
}
