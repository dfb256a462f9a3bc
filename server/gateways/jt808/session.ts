// One terminal's connection: registered, authenticated, answered. Who does neither in time, sends nothing sound or falls
// silent is let go.
import type { Socket } from 'node:net'
import { concatBytes } from '../../../shared/base/bytes.ts'
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { fault, ok, refuse } from '../../../shared/base/fault.ts'
import type { Jt808Frame } from '../../../shared/interop/jt808/frame.ts'
import { FrameCutter, hexWord, readFrame, writeFrame } from '../../../shared/interop/jt808/frame.ts'
import * as messages from '../../../shared/interop/jt808/messages.ts'
import type { VehiclePosition } from '../../../shared/interop/jt808/messages.ts'
import { Packages } from '../../../shared/interop/jt808/packages.ts'
import { phoneKey } from '../../../shared/interop/jt808/track.ts'
import type { Refusals } from '../field/refusals.ts'
import type { GatewaySurroundings } from '../gateway.ts'
import type { Jt808Intake } from './intake.ts'
import type { Terminals } from './terminals.ts'

const SILENT_LIMIT_MS = 15 * 60_000
const STRANGER_LIMIT_MS = 60_000
/** Sound messages make up for refused ones; a sender of nothing but noise is cut off. */
const MAX_BAD_IN_A_ROW = 20
const MAX_UNREAD_BYTES = 64 * 1024
const MARK = Uint8Array.of(0x7e)

export interface SessionParts {
  readonly here: GatewaySurroundings
  readonly terminals: Terminals
  readonly intake: Jt808Intake
  readonly refusals: Refusals
  readonly requiresAuthentication: boolean
}

export class Session {
  readonly #parts: SessionParts
  readonly #socket: Socket
  readonly #cutter = new FrameCutter()
  readonly #packages = new Packages()
  readonly #strangerTimer: NodeJS.Timeout
  #phone: string | undefined
  #serial = 0
  #bad = 0

  constructor(parts: SessionParts, socket: Socket) {
    this.#parts = parts
    this.#socket = socket
    socket.setTimeout(SILENT_LIMIT_MS, () => socket.destroy())
    this.#strangerTimer = setTimeout(() => {
      if (this.#phone === undefined) socket.destroy()
    }, STRANGER_LIMIT_MS)
    socket.on('close', () => clearTimeout(this.#strangerTimer))
  }

  /** Takes what came; gives how many frames it held. */
  push(bytes: Uint8Array): number {
    const frames = this.#cutter.push(bytes)
    for (const escaped of frames) {
      const done = this.#frame(escaped)
      if (done.ok) this.#bad = 0
      else this.#refuse(done.fault, concatBytes([MARK, escaped, MARK]))
    }
    const dropped = this.#cutter.takeDropped()
    if (dropped > 0) this.#refuse(fault('tooLarge', 'a frame without end', { count: dropped }), MARK)
    return frames.length
  }

  #refuse(why: Fault, bytes: Uint8Array): void {
    const from = this.#phone ?? this.#socket.remoteAddress ?? '?'
    this.#parts.refusals.refuse(why, `JT/T 808 ${from}`, bytes)
    this.#bad += 1
    if (this.#bad >= MAX_BAD_IN_A_ROW) this.#socket.destroy()
  }

  #frame(escaped: Uint8Array): Result<null> {
    const read = readFrame(escaped)
    if (!read.ok) return read
    const whole = this.#packages.add(read.value, this.#parts.here.nowMs())
    if (!whole.ok) return whole
    // Each package is confirmed, so that the terminal sends the next.
    if (whole.value === undefined) return this.#answer(read.value, messages.RESULT.done)
    return this.#message(whole.value)
  }

  #message(frame: Jt808Frame): Result<null> {
    const { here, requiresAuthentication, terminals } = this.#parts
    const phone = phoneKey(frame.phone)
    if (frame.id === messages.REGISTRATION) return this.#register(frame, phone)
    if (!terminals.isAdmitted(phone)) return this.#turnAway(frame, 'a terminal that is not listed', phone)
    if (frame.id === messages.AUTHENTICATION) return this.#authenticate(frame, phone)
    if (this.#phone === undefined && !requiresAuthentication) this.#phone = phone
    if (this.#phone !== phone)
      return this.#turnAway(frame, this.#phone === undefined ? 'not authenticated' : 'another terminal’s number', phone)
    const positions = positionsOf(frame)
    if (!positions.ok) {
      this.#answer(frame, messages.RESULT.wrong)
      return positions
    }
    switch (frame.id) {
      case messages.TERMINAL_ANSWER:
        return ok(null)
      case messages.DEREGISTRATION:
        this.#phone = undefined
        break
      case messages.HEARTBEAT:
        break
      default:
        if (positions.value.length === 0) return this.#answer(frame, messages.RESULT.unsupported)
    }
    here.health.took()
    this.#parts.intake.take(terminals.vehicle(phone), positions.value)
    return this.#answer(frame, messages.RESULT.done)
  }

  #register(frame: Jt808Frame, phone: string): Result<null> {
    const { terminals } = this.#parts
    const read = messages.readRegistration(frame)
    if (!read.ok) return read
    const { done, noSuchTerminal } = messages.REGISTRATION_RESULT
    const isAdmitted = terminals.isAdmitted(phone)
    if (isAdmitted) terminals.learnPlate(phone, read.value.plate)
    const body = messages.registrationAnswer(frame.serial, isAdmitted ? done : noSuchTerminal, terminals.codeOf(phone))
    this.#send(frame, messages.REGISTRATION_ANSWER, body)
    return isAdmitted
      ? ok(null)
      : refuse('notAllowed', `the terminal ${phone} (${read.value.plate}) is not listed`, { phone })
  }

  #authenticate(frame: Jt808Frame, phone: string): Result<null> {
    const read = messages.readAuthentication(frame)
    if (!read.ok) return read
    const { terminals, requiresAuthentication, here } = this.#parts
    if (requiresAuthentication && !terminals.isRightCode(phone, read.value))
      return this.#turnAway(frame, 'a wrong code', phone)
    this.#phone = phone
    here.health.took()
    return this.#answer(frame, messages.RESULT.done)
  }

  #turnAway(frame: Jt808Frame, why: string, phone: string): Result<null> {
    this.#answer(frame, messages.RESULT.failed)
    return refuse('notAllowed', `${hexWord(frame.id)} of ${phone}: ${why}`, { phone })
  }

  #answer(frame: Jt808Frame, result: number): Result<null> {
    this.#send(frame, messages.PLATFORM_ANSWER, messages.generalAnswer(frame.serial, frame.id, result))
    return ok(null)
  }

  /** Answers in the edition of the frame that is answered. */
  #send({ is2019, protocol, phone }: Jt808Frame, id: number, body: Uint8Array): void {
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) return void this.#socket.destroy()
    const serial = this.#serial
    this.#serial = (this.#serial + 1) & 0xffff
    this.#socket.write(writeFrame({ id, is2019, protocol, phone, serial, part: null, body }))
  }
}

/** The positions in a message; none in messages of other sorts. */
export function positionsOf({ id, body }: Jt808Frame): Result<readonly VehiclePosition[]> {
  if (id === messages.BATCH) {
    const batch = messages.readBatch(body)
    return batch.ok ? ok(batch.value.positions) : batch
  }
  if (id !== messages.POSITION && id !== messages.POSITION_ANSWER) return ok([])
  const one = id === messages.POSITION ? messages.readPosition(body) : messages.readPositionAnswer(body)
  return one.ok ? ok([one.value]) : one
}
