// A key of one's own for signing documents: RSA, because every checker of XML signatures knows it, and a certificate that says
// whose it is. Receivers pin the certificate; nobody vouches for it.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto as never)
const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 3072,
}
const DAYS = 3_650
const DAY_MS = 24 * 3_600_000

export interface SigningKey {
  /** PEM. */
  readonly key: string
  readonly certificate: string
}

/** The key in `folder` (signing.key, signing.pem), made when it is missing. */
export async function signingKey(folder: string, name: string, nowMs: number): Promise<SigningKey> {
  const files = { key: join(folder, 'signing.key'), certificate: join(folder, 'signing.pem') }
  if (!existsSync(files.key) || !existsSync(files.certificate)) await makeKey(files, name, nowMs)
  return { key: readFileSync(files.key, 'utf8'), certificate: readFileSync(files.certificate, 'utf8') }
}

async function makeKey(files: SigningKey, name: string, nowMs: number): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name.slice(0, 64)] }],
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  })
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  writeFileSync(files.key, `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`, { mode: 0o600 })
  writeFileSync(files.certificate, `${certificate.toString('pem')}\n`)
}
