// The greeting from a server to the one it is linked to: as a station does it, with this server's own key; the other server must
// prove the key its invitation named.
import { fromHex, sameBytes } from '../../../shared/base/bytes.ts'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { helloMessage, welcomeMessage } from '../../../shared/sync/handshake.ts'
import type { AnswerOf, EventOf } from '../../../shared/sync/protocol.ts'
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts'
import { random, verifySignature } from '../../log/node-crypto.ts'
import type { ServerLog } from '../../log/server-log.ts'
import type { LinkConnection } from './connection.ts'

export interface Greeting {
  readonly connection: LinkConnection
  readonly challenge: EventOf<'challenge'>
  readonly log: Pick<ServerLog, 'station' | 'publicKey' | 'sign'>
  readonly name: string
  readonly software: string
  /** The pinned server and its key, hexadecimal. */
  readonly server: string
  readonly publicKey: string
  /** Counts once; the other side no longer looks at it afterwards. */
  readonly code: string
  readonly nowMs: () => number
}

export async function greet({
  connection,
  challenge,
  log,
  name,
  software,
  server,
  publicKey,
  code,
  nowMs,
}: Greeting): Promise<Result<AnswerOf<'hello'>>> {
  if (challenge.protocol < OLDEST_PROTOCOL_VERSION || challenge.oldest > PROTOCOL_VERSION)
    return refuse('versionUnsupported', `the server speaks ${challenge.oldest}–${challenge.protocol}`, {
      own: PROTOCOL_VERSION,
      server: challenge.protocol,
    })
  const pinned = fromHex(publicKey)
  if (challenge.server !== server || pinned === undefined || !sameBytes(challenge.publicKey, pinned))
    return refuse('signatureInvalid', 'the server at the address is not the one that invited', {
      known: server,
      now: challenge.server,
    })
  const protocol = Math.min(PROTOCOL_VERSION, challenge.protocol)
  const nonce = random(32)
  const answer = await connection.request('hello', {
    protocol,
    software,
    station: log.station,
    publicKey: log.publicKey,
    name,
    nonce,
    signature: log.sign(helloMessage(challenge.nonce, challenge.server, protocol)),
    joinCode: code,
    nowMs: nowMs(),
  })
  if (!answer.ok) return answer
  const proof = welcomeMessage(nonce, log.station)
  if (sameBytes(nonce, challenge.nonce) || !verifySignature(pinned, proof, answer.value.signature))
    return refuse('signatureInvalid', 'the server did not prove its key')
  return answer.ok ? ok(answer.value) : answer
}
