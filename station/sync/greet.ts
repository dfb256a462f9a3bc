// The handshake from the station's side: wait for the challenge, prove our key, have the server prove its own.
import { sameBytes } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { stationIdOf } from '../../shared/base/ids.ts'
import { helloMessage, welcomeMessage } from '../../shared/sync/handshake.ts'
import { readJoinCode } from '../../shared/sync/join-code.ts'
import type { AnswerOf, EventOf } from '../../shared/sync/protocol.ts'
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Connection } from './connection.ts'
import { checkPin, pin } from './pins.ts'
import type { SyncPorts } from './ports.ts'

export interface Greeting {
  readonly store: StationStore
  readonly stationName: string
  readonly software: string
  readonly joinCode: string | undefined
  readonly ports: SyncPorts
}

export interface Greeted {
  readonly server: string
  /** The version both speak. */
  readonly protocol: number
  readonly hello: AnswerOf<'hello'>
  /** Server's clock minus ours, milliseconds, as well as one exchange can tell. */
  readonly clockOffsetMs: number
}

/** Answers a challenge. Refused when versions do not meet, the server is another than before or than the one
 * that made the code [SY-33], or a proof fails. */
export async function greet(
  connection: Connection,
  challenge: EventOf<'challenge'>,
  greeting: Greeting,
): Promise<Result<Greeted>> {
  const { store, ports } = greeting
  if (challenge.protocol < OLDEST_PROTOCOL_VERSION || challenge.oldest > PROTOCOL_VERSION) {
    return refuse('versionUnsupported', `server speaks ${challenge.oldest}–${challenge.protocol}`, {
      own: PROTOCOL_VERSION,
      server: challenge.protocol,
    })
  }
  if (stationIdOf(ports.sha256(challenge.publicKey)) !== challenge.server)
    return refuse('signatureInvalid', 'the server’s id does not belong to its key')
  const invitation = greeting.joinCode === undefined ? undefined : readJoinCode(greeting.joinCode)
  if (invitation?.mark !== undefined && !challenge.server.startsWith(invitation.mark))
    return refuse('otherServer', `the code was made by another server than the one at ${connection.address}`, {
      known: invitation.mark,
      now: challenge.server,
    })
  const pinned = checkPin(store, connection.address, challenge.server)
  if (!pinned.ok) return pinned

  const protocol = Math.min(PROTOCOL_VERSION, challenge.protocol)
  const nonce = ports.random(32)
  const askedMs = ports.nowMs()
  const answer = await connection.request('hello', {
    protocol,
    software: greeting.software,
    station: store.station,
    publicKey: store.publicKey,
    name: greeting.stationName,
    nonce,
    signature: store.sign(helloMessage(challenge.nonce, challenge.server, protocol)),
    ...(invitation === undefined ? {} : { joinCode: invitation.code }),
    nowMs: askedMs,
  })
  if (!answer.ok) return answer
  const proof = welcomeMessage(nonce, store.station)
  if (sameBytes(nonce, challenge.nonce) || !ports.verify(challenge.publicKey, proof, answer.value.signature))
    return refuse('signatureInvalid', 'the server did not prove its key')
  pin(store, connection.address, challenge.server)
  const midwayMs = (askedMs + ports.nowMs()) / 2
  return ok({
    server: challenge.server,
    protocol,
    hello: answer.value,
    clockOffsetMs: Math.round(answer.value.nowMs - midwayMs),
  })
}
