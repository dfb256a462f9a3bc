// A file that belongs to an incident (附件): what the journal says of it. The bytes travel apart, under their SHA-256: the
// journal proves what the file must be, so it does not matter who brings it. A file is never rewritten; a wrong one is
// voided with a reason and stays readable.
import * as z from 'zod'
import type { JsonFields } from '../base/json.ts'
import { timeSchema } from './incident.ts'

export const ATTACHMENT = 'attachment'
/** Largest file that may be attached. */
export const MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024
const MAX_NAME = 120

/** Stands where a SHA-256 was destroyed by order: no file has it, so none is fetched, taken or sent, by any version. */
export const NO_FILE = '0'.repeat(64)

/** SHA-256 in lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

export const attachmentFields = {
  incident: z.string().min(1).max(60),
  /** A plain file name: no path, nothing that hides how it ends. */
  name: z
    .string()
    .max(MAX_NAME)
    .refine((name) => name === cleanFileName(name), 'not a plain file name'),
  /** Told from the bytes by the station that took the file in (file-types.ts). */
  mime: z
    .string()
    .max(100)
    .regex(/^[a-z]+\/[a-z0-9.+-]+$/),
  bytes: z.int().min(1).max(MAX_ATTACHMENT_BYTES),
  sha256: sha256Schema,
  note: z.string().trim().max(500),
  /** When it was attached. */
  at: timeSchema,
  voidReason: z.string().trim().max(500).nullable(),
} as const

/** What a file is, and where it belongs, is said once. */
export const ATTACHMENT_ONCE = ['incident', 'name', 'mime', 'bytes', 'sha256', 'at'] as const

export const attachmentSchema = z.object(attachmentFields)

/** What is needed of an attachment to carry its bytes. */
export interface NamedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

const namedFileSchema = z.object({
  bytes: attachmentFields.bytes,
  sha256: sha256Schema,
  name: z.string().max(1_000),
})

/** The file an attachment's fields name, with a clean name; undefined when they name none that may be carried, or none any more. */
export function namedFile(fields: JsonFields): NamedFile | undefined {
  const parsed = namedFileSchema.safeParse(fields)
  if (!parsed.success || parsed.data.sha256 === NO_FILE) return undefined
  const { name, bytes, sha256 } = parsed.data
  return { name: cleanFileName(name), bytes, sha256 }
}

/** Names Windows keeps for devices, whatever their ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
/** Control characters, invisible ones and those that turn the direction of writing: they hide how a name ends. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu

/**
 * A name that is safe as a file name on every system: the last part of a path, without hidden or forbidden characters,
 * at most 120 characters (the ending is kept). What leaves nothing is called `file`.
 */
export function cleanFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? ''
  let name = last
    .replaceAll(HIDDEN, '')
    .normalize('NFC')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[ .]+/, '')
    .replace(/[ .]+$/, '')
  if (DEVICES.test(name)) name = `_${name}`
  if (name.length > MAX_NAME) name = shortened(name)
  return name === '' ? 'file' : name
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : ''
  // Never half of a surrogate pair; nothing that cleaning would change again.
  const stem = name
    .slice(0, MAX_NAME - ending.length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/[ .]+$/, '')
  return stem + ending
}
