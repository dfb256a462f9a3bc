// Settings of the gateway `rest`. Keys are not among them: they are made, shown once and dropped by asking the gateway
// (server/gateways/rest/keys.ts), so that no setting has to be told again with a secret in it.
import * as z from 'zod'
import { DATUMS } from '../datum.ts'
import { LINE_LANGUAGES } from '../dispatch/line-words.ts'
import { readMapping } from '../dispatch/mapping-file.ts'
import { doorSettings } from '../tls-files.ts'
import { TELLABLE, TOLD_AT_FIRST } from '../told-fields.ts'

const incidentOnly = (names: readonly string[]): string[] =>
  names.flatMap((name) => (name.startsWith('incident.') ? [name.slice('incident.'.length)] : []))
export const READABLE = incidentOnly(TELLABLE)
export const READ_AT_FIRST = incidentOnly(TOLD_AT_FIRST)

export const restSettings = z.strictObject({
  ...doorSettings,
  port: z.int().min(0).max(65_535).default(8480),
  /** Of positions written by callers; what is read is always WGS-84. Mapping files name their own. */
  datum: z.enum(DATUMS).default('WGS84'),
  /** In which the log lines of dispatch systems are headed. */
  language: z.enum(LINE_LANGUAGES).default('zh'),
  /** Largest body of a request. */
  maxBodyKiB: z.int().min(1).max(1_024).default(256),
  /** Requests a minute without a key that holds, for each address. */
  strangersPerMinute: z.int().min(1).max(1_000).default(30),
  /** Fields of an incident callers may read. */
  fields: z.array(z.enum(READABLE as [string, ...string[]])).default([...READ_AT_FIRST]),
  /** Nothing written for so long, it counts as silent; 0: calls come as they come, nothing is concluded. */
  silentAfterMinutes: z.number().min(0).max(100_000).default(0),
  /** Incidents marked sensitive may be read as well. */
  withSensitive: z.boolean().default(false),
  /** Mapping files of dispatch systems (shared/interop/dispatch/mapping-file.ts), as JSON. */
  mappings: z
    .array(z.json())
    .max(20)
    .default([])
    .superRefine((mappings, context) => {
      const seen = new Set<string>()
      for (const [index, given] of mappings.entries()) {
        const read = readMapping(given)
        if (!read.ok) {
          const place = String(read.fault.detail?.['field'] ?? '')
          context.addIssue({ code: 'custom', path: [index, place], message: read.fault.message })
          continue
        }
        for (const { path } of read.value.endpoints) {
          if (path.startsWith('/api/') || seen.has(path))
            context.addIssue({ code: 'custom', path: [index, 'endpoints'], message: `${path} is taken` })
          seen.add(path)
        }
      }
    }),
})
export type RestSettings = z.infer<typeof restSettings>
