// What a link shows and believes under TLS: the certificate the invitation names, the authority of the closed network, and a
// certificate of its own for servers that let nobody else in. Files are read at every connection, so that renewing needs no stop.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import type { LinkSettings } from '../../../shared/interop/settings/link.ts'
import { belongTogether } from '../../tls/certificates.ts'

export interface LinkTlsTexts {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

export interface LinkTls {
  /** SHA-256 of the certificate that is believed and no other, lower-case hexadecimal; '' where none was named. */
  readonly pinned: string
  readonly texts: () => LinkTlsTexts
  /** The fingerprint of the certificate at the address, believed or not. */
  readonly onSeen: (fingerprint: string) => void
}

type TlsSettings = Pick<LinkSettings, 'serverCa' | 'clientCertificate' | 'clientKey'>

/** Reads the files of the settings now; throws a FaultError that names the one that cannot be used. */
export function readLinkTls({ serverCa, clientCertificate, clientKey }: TlsSettings): LinkTlsTexts {
  const ca = serverCa === '' ? {} : { ca: readPem(serverCa) }
  if (clientCertificate === '') return ca
  const [cert, key] = [readPem(clientCertificate), readPem(clientKey)]
  if (!fits(cert, key))
    throw new FaultError(
      fault('fileUnreadable', `${clientKey} is not the key of ${clientCertificate}`, { path: clientKey }),
    )
  return { ...ca, cert, key }
}

/** Read anew at every call; while new files cannot be used the last ones that could are. */
export function renewedTls(settings: TlsSettings): () => LinkTlsTexts {
  let last = readLinkTls(settings)
  return () => {
    try {
      last = readLinkTls(settings)
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
    }
    return last
  }
}

/** The fingerprint of a certificate as people compare it, lower-case hexadecimal; '' for none. */
export function fingerprintOf(pem: string | undefined): string {
  return pem === undefined ? '' : plainFingerprint(new X509Certificate(pem).fingerprint256)
}

/** Without colons, in lower case. */
export function plainFingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase()
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
  }
}

function fits(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key })
    return belongTogether(cert, key)
  } catch {
    return false
  }
}
