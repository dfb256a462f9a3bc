// A one-time password people can read out and type: four groups of four letters and digits that are not mistaken, 80 bits.
import { toBase32 } from '../../../shared/base/bytes.ts'

const BYTES = 10

export function newSecret(): string {
  const text = toBase32(crypto.getRandomValues(new Uint8Array(BYTES))).toLowerCase()
  return (text.match(/.{1,4}/g) ?? []).join('-')
}
