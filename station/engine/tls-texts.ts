// Certificates of this station, in the folder `tls` of its data: `ca.pem`, the authority of a closed network, believed beside
// those of the system; `client.pem` and `client.key`, shown to servers that ask for one.
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import type { TlsTexts } from '../sync/socket-io.ts'

/** What is there now; files that cannot be read count as absent, and the server then tells why it is not believed. */
export function tlsTexts(folder: string): TlsTexts {
  const ca = textOf(folder, 'ca.pem')
  const [cert, key] = [textOf(folder, 'client.pem'), textOf(folder, 'client.key')]
  return {
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  }
}

/** When the certificate this station shows ends; null when it has none that can be read. */
export function clientEndMs(folder: string): number | null {
  const cert = textOf(folder, 'client.pem')
  if (cert === undefined) return null
  try {
    return new X509Certificate(cert).validToDate.getTime()
  } catch {
    return null
  }
}

function textOf(folder: string, name: string): string | undefined {
  const path = join(folder, 'tls', name)
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}
