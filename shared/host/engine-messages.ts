// What Electron's main process and the engines in its utility processes say to each other besides RPC frames, checked at
// both doors. Bytes travel as base64, so that every form of message passing carries the same.
import * as z from 'zod'

const base64 = z.string().max(100_000)

/** The embedded coordination server, as it announces itself: where it listens, a one-time code to join it with. */
export const announcementSchema = z.object({
  url: z.url().regex(/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/, 'an address of this machine'),
  joinCode: z.string().min(4).max(60).optional(),
  /** Who signs in to the demonstration. */
  demo: z.object({ name: z.string().max(40), password: z.string().max(200) }).optional(),
})
export type ServerAnnouncement = z.infer<typeof announcementSchema>

/** Main → station. `link` comes with one MessagePort; every frame on it belongs to one window. */
export const toStationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('link') }),
  z.object({ type: z.literal('power'), event: z.enum(['suspended', 'resumed']) }),
  z.object({ type: z.literal('secret'), id: z.int(), base64: base64.nullable() }),
  /** The embedded server runs (again), perhaps at another address than before. */
  z.object({ type: z.literal('server'), server: announcementSchema }),
  /** It stopped too often; `reason` is its last words. */
  z.object({ type: z.literal('serverDown'), reason: z.string().max(5_000) }),
  z.object({ type: z.literal('stop') }),
])
export type ToStation = z.infer<typeof toStationSchema>

/** Station → main. */
export const fromStationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** It cannot start, and starting it again would change nothing. */
  z.object({ type: z.literal('refused'), kind: z.string().max(60), message: z.string().max(5_000) }),
  z.object({ type: z.literal('protect'), id: z.int(), base64 }),
  z.object({ type: z.literal('unprotect'), id: z.int(), base64 }),
])
export type FromStation = z.infer<typeof fromStationSchema>

/** Reads the announcement out of a server's output so far, or undefined when it is not there yet. */
export function readAnnouncement(output: string): ServerAnnouncement | undefined {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{')) continue
    try {
      const read = announcementSchema.safeParse(JSON.parse(line))
      if (read.success) return read.data
    } catch {
      // Half a line: the rest is on its way.
    }
  }
  return undefined
}

/** The administrator's one-time password, which a server prints at its first start only. */
export function readFirstPassword(output: string): string | undefined {
  return /One-time password of admin: (\S+)\n/.exec(output)?.[1]
}
