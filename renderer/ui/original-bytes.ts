// Bytes of messages for people: brought in from a file, and shown as text or as hexadecimal. Nothing in them is carried out.

export const ENCODINGS = ['text', 'gb', 'hex'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Shown of one original; the rest stays where it is. */
export const MOST_SHOWN_BYTES = 64 * 1024
const HEX_PER_LINE = 16

/** The first bytes as text; in hexadecimal with their place and what is printable beside them. */
export function bytesAs(encoding: Encoding, bytes: Uint8Array): string {
  const part = bytes.subarray(0, MOST_SHOWN_BYTES)
  return encoding === 'hex' ? hexOf(part) : new TextDecoder(encoding === 'gb' ? 'gb18030' : 'utf-8').decode(part)
}

/** How it is likeliest read: UTF-8 when it holds, GB18030 when that gives no broken signs, else hexadecimal. */
export function likelyEncoding(bytes: Uint8Array): Encoding {
  const part = bytes.subarray(0, MOST_SHOWN_BYTES)
  if (holds('utf-8', part)) return 'text'
  return holds('gb18030', part) ? 'gb' : 'hex'
}

/** Control signs other than tabs and line ends are no text in any encoding. */
function holds(encoding: string, bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false
  try {
    // `stream`: a sign cut off at the end is no fault.
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function hexOf(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += HEX_PER_LINE) {
    const row = [...bytes.subarray(at, at + HEX_PER_LINE)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(HEX_PER_LINE * 3)} ${text}`)
  }
  return lines.join('\n')
}

/** 812 B, 3.4 KB, 1.2 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`
}
