// A raw Socket.IO client that can say anything, also what no station would: for the rules a server keeps towards hostile
// and hasty peers.
import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import { encodeRequest, readAnswer, readEvent } from '../../shared/sync/frame.ts'
import { helloMessage } from '../../shared/sync/handshake.ts'
import type { AnswerOf, EventOf, RequestName, RequestOf } from '../../shared/sync/protocol.ts'
import type { TestKey } from './shared-crypto.ts'

export interface WireClient {
  readonly socket: Socket
  readonly challenge: EventOf<'challenge'>
  /** Events in order of arrival, by name. */
  readonly events: { readonly name: string; readonly frame: Uint8Array }[]
  request<Name extends RequestName>(name: Name, request: RequestOf<Name>): Promise<Result<AnswerOf<Name>>>
  /** Proves `key`; with a code joins. */
  hello(key: TestKey, joinCode?: string, protocol?: number): Promise<Result<AnswerOf<'hello'>>>
  /** Resolves with the next event of that name. */
  next(name: string): Promise<Uint8Array>
}

/** Connects and waits for the challenge. */
export async function wireClient(url: string): Promise<WireClient> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true })
  onTestFinished(() => void socket.disconnect())
  const events: WireClient['events'] = []
  const first = new Promise<Uint8Array>((resolve) => socket.once('challenge', resolve))
  socket.onAny((name: string, frame: Uint8Array) => events.push({ name, frame }))
  const challenge = readEvent('challenge', await first)
  if (!challenge.ok) throw new Error(challenge.fault.message)
  const request: WireClient['request'] = (name, wanted) =>
    new Promise((resolve) => {
      socket.emit(name, encodeRequest(name, wanted), (answer: unknown) => resolve(readAnswer(name, answer)))
    })
  return {
    socket,
    challenge: challenge.value,
    events,
    request,
    hello: (key, joinCode, protocol = challenge.value.protocol) =>
      request('hello', {
        protocol,
        software: 'test',
        station: key.station,
        publicKey: key.publicKey,
        name: 'wire client',
        nonce: new Uint8Array(32).fill(1),
        signature: key.sign(helloMessage(challenge.value.nonce, challenge.value.server, protocol)),
        ...(joinCode === undefined ? {} : { joinCode }),
        nowMs: Date.now(),
      }),
    next: (name) => new Promise((resolve) => socket.once(name, resolve)),
  }
}
