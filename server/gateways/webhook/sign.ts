// The signature of an outgoing event, after Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, so that neither the
// body nor the time can be changed and an old event cannot be played again.
import { createHmac } from 'node:crypto'

/** Headers of one delivery. `secret` is `whsec_` and base64. */
export function signedHeaders(
  secret: string,
  id: string,
  atMs: number,
  body: Uint8Array,
): { readonly [name: string]: string } {
  const timestamp = String(Math.floor(atMs / 1_000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
