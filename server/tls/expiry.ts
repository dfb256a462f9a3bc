// How long the certificates the server works with still hold: told to those who watch over it, to administrators, and in the log.
import { X509Certificate } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import type { Logger } from 'pino'

const DAY_MS = 24 * 3_600_000
/** From so many days before the end it is said. */
const SAID_FROM_DAYS = 30

/** When the served certificate ends, and the authority that stations' certificates must be of; null where there is none. */
export interface CertificateEnds {
  readonly serverMs: number | null
  readonly clientAuthorityMs: number | null
}

/** The earliest end among the certificates of each file: a chain holds no longer than its first link to go. */
export function endsOf({ cert, ca }: Pick<TlsOptions, 'cert' | 'ca'>): CertificateEnds {
  return { serverMs: firstEnd(cert), clientAuthorityMs: firstEnd(ca) }
}

/** Whole days until `endMs`; negative once it is over. */
export function daysLeft(endMs: number, nowMs: number): number {
  return Math.floor((endMs - nowMs) / DAY_MS)
}

function firstEnd(pem: TlsOptions['cert']): number | null {
  if (typeof pem !== 'string') return null
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return blocks.length === 0 ? null : Math.min(...blocks.map((one) => new X509Certificate(one).validToDate.getTime()))
}

/** Writes into the log, now and once a day, what ends soon or has ended; the way to stop. */
export function noteEnds(ends: () => CertificateEnds, nowMs: () => number, logger: Logger): () => void {
  const note = (): void => {
    const { serverMs, clientAuthorityMs } = ends()
    for (const [what, endMs] of [
      ['the certificate of this server', serverMs],
      ['the authority of stations’ certificates', clientAuthorityMs],
    ] as const) {
      if (endMs === null) continue
      const days = daysLeft(endMs, nowMs())
      if (days < 0) logger.error({ days }, `${what} has ended: stations cannot link`)
      else if (days <= SAID_FROM_DAYS) logger.warn({ days }, `${what} ends soon: renew it (docs/operations/tls.md)`)
    }
  }
  note()
  const timer = setInterval(note, DAY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
