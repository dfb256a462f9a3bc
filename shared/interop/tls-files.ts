// Settings all doors share: where they listen, and with which certificates.
import * as z from 'zod'

/** Paths of PEM files on the server. */
export const tlsFiles = z.strictObject({
  certificate: z.string().min(1).max(500),
  key: z.string().min(1).max(500),
  /** Certificate of the authority clients must show one of; '' lets everybody connect. */
  clientCa: z.string().max(500).default(''),
})
export type TlsFiles = z.infer<typeof tlsFiles>

/** Where a gateway listens. Off the machine only with a reason: set up TLS then. */
export const doorSettings = {
  host: z.string().min(1).max(200).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(0),
  tls: tlsFiles.nullable().default(null),
} as const
