// The server's certificate: read at the start, read anew when its files change, so that renewing needs no stop. A pair that
// does not fit is left alone, and said.
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { Server as HttpsServer } from 'node:https'
import type { TlsOptions } from 'node:tls'
import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import { belongTogether } from './certificates.ts'

const LOOK_EVERY_MS = 5_000

export interface ServerTls {
  readonly certificate: string
  readonly key: string
  /** Certificate of the authority stations must show one of; undefined lets every station knock. */
  readonly clientCa?: string | undefined
}

/** What Node takes, or why the files cannot be used. */
export function readTls({ certificate, key, clientCa }: ServerTls): Result<TlsOptions> {
  let path = certificate
  try {
    const cert = readFileSync(path, 'utf8')
    const secret = readFileSync((path = key), 'utf8')
    if (!belongTogether(cert, secret))
      return refuse('fileUnreadable', `${key} is not the key of ${certificate}`, { path: key })
    const ca = clientCa === undefined ? undefined : readFileSync((path = clientCa), 'utf8')
    createSecureContext({ cert, key: secret })
    return ok({
      ...{ cert, key: secret, minVersion: 'TLSv1.2' },
      ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
    })
  } catch (error) {
    return refuse('fileUnreadable', `${path} cannot be used: ${(error as Error).message}`, { path })
  }
}

/** Looks whether the files changed; the way to stop. `onServed` hears what is served from then on. */
export function watchTls(
  http: HttpsServer,
  files: ServerTls,
  logger: Logger,
  onServed: (options: TlsOptions) => void,
): () => void {
  const look = (): void => {
    const read = readTls(files)
    if (!read.ok) return logger.error({ fault: read.fault }, 'the new certificate cannot be used: the old one goes on')
    http.setSecureContext(read.value)
    logger.info({ path: files.certificate }, 'the certificate was read anew')
    onServed(read.value)
  }
  watchFile(files.certificate, { interval: LOOK_EVERY_MS }, look)
  return () => unwatchFile(files.certificate, look)
}
