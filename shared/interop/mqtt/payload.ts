// The bytes of a message as JSON: JSON text in UTF-8 (or, said to be odd, in GB18030), or plain text such as `12.5` or `offline`.
import type { Result } from '../../base/fault.ts'
import { ok, refuse } from '../../base/fault.ts'
import type { Json } from '../../base/json.ts'
import { isJson } from '../../base/json.ts'

/** Nesting beyond this says nothing a mapping could reach. */
const MAX_DEPTH = 24

export function readPayload(bytes: Uint8Array): Result<{ readonly value: Json; readonly odd: readonly string[] }> {
  const { text, odd } = decode(bytes)
  const trimmed = text.trim()
  if (trimmed === '') return refuse('malformed', 'an empty message')
  const value = parse(trimmed)
  if (value === undefined) {
    // Text that begins like JSON was meant to be it.
    if (/^[[{"]/.test(trimmed)) return refuse('malformed', 'JSON that cannot be read', { begins: trimmed.slice(0, 60) })
    return ok({ value: trimmed, odd })
  }
  if (!isJson(value, MAX_DEPTH)) return refuse('tooLarge', `nested deeper than ${MAX_DEPTH}`, { depth: MAX_DEPTH })
  return ok({ value, odd })
}

function decode(bytes: Uint8Array): { readonly text: string; readonly odd: readonly string[] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), odd: [] }
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), odd: ['not UTF-8, read as GB18030'] }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
