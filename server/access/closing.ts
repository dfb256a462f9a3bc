// After how many days without a link stations close, and the codes that open them by telephone. The secret of a station is made of
// the server's key: nothing is kept, and every process of a database gives the same [AD-14].
import { createHmac } from 'node:crypto'
import { toBase32 } from '../../shared/base/bytes.ts'
import { EXTENSION_LETTERS, closingDays, closingSecretText, extensionText } from '../../shared/model/closing.ts'
import type { AccessBook } from '../log/access-book.ts'
import { sha256 } from '../log/node-crypto.ts'

const NOTE = 'closing-days'
type Sign = (message: Uint8Array) => Uint8Array

/** 0: stations never close. */
export async function closingDaysOf(book: AccessBook): Promise<number> {
  const read = closingDays.safeParse(Number(await book.note(NOTE)))
  return read.success ? read.data : 0
}

export async function setClosingDays(book: AccessBook, days: number): Promise<void> {
  await book.setNote(NOTE, String(days))
}

/** 32 bytes the server and the station share. */
export function closingSecret(sign: Sign, station: string): Uint8Array {
  return sha256(sign(new TextEncoder().encode(closingSecretText(station))))
}

/** The code for the number a station shows, in groups of four. */
export function extensionCode(sign: Sign, station: string, used: number): string {
  const mac = createHmac('sha256', closingSecret(sign, station)).update(extensionText(station, used)).digest()
  const letters = toBase32(new Uint8Array(mac)).slice(0, EXTENSION_LETTERS)
  return (letters.match(/.{1,4}/g) ?? []).join('-')
}
