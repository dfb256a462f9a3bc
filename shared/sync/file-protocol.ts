// Files on the wire: the bytes an attachment names, asked for and carried in parts. Part of protocol.ts, which lists the
// requests; SPEC.md beside this file says what each means.
//
//   station A                     server                      station B
//   askFiles ──────────────▶  {whole: false, have: n}
//   putFile offset n … ────▶  have n+part … whole: hash checked ──── file 'whole' ──▶
//                                                     ◀──────────── getFile offset m …
//   ◀── file 'wanted' ──────  nothing here              ◀──────────── getFile: fileNotHere
import * as z from 'zod'

/** Most bytes of a file in one part: small enough that changes never wait long behind one. */
export const MAX_FILE_PART_BYTES = 256 * 1024
/** Most attachments in one question. */
export const MAX_FILES_ASKED = 500
/** Oldest protocol that knows these requests. */
export const FILES_SINCE_PROTOCOL = 3

const id = z.string().min(1).max(200)
const count = z.int().min(0)
const part = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_FILE_PART_BYTES)

/** Something about a file of this space: it is whole here now, or a station wants it and it is not here. */
export const fileEvent = z.object({ space: id, attachment: id, file: z.enum(['whole', 'wanted']) })

/** What the server has of the files of these attachments. Attachments its journal does not know are left out. */
export const askFilesRequest = z.object({ space: id, attachments: z.array(id).max(MAX_FILES_ASKED) })
export const askFilesAnswer = z.object({
  epoch: id,
  files: z.array(z.object({ attachment: id, have: count, whole: z.boolean() })),
})

/**
 * The next part of a file. The server keeps what follows on what it has and answers how far it is: a part that does not
 * follow changes nothing, and the station goes on from `have`. `whole`: length and SHA-256 hold, and it is on disk.
 */
export const putFileRequest = z.object({ space: id, attachment: id, offset: count, part })
export const putFileAnswer = z.object({ have: count, whole: z.boolean() })

/** A part of a file the server has. */
export const getFileRequest = z.object({
  space: id,
  attachment: id,
  offset: count,
  length: z.int().min(1).max(MAX_FILE_PART_BYTES),
})
export const getFileAnswer = z.object({ part, bytes: count })

/** Requests a server of an older protocol does not answer. */
export const FILE_REQUESTS = {
  askFiles: [askFilesRequest, askFilesAnswer],
  putFile: [putFileRequest, putFileAnswer],
  getFile: [getFileRequest, getFileAnswer],
} as const
