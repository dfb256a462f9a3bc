// Certificates of a closed network: an authority of its own, and what it vouches for (X.509 v3, RFC 5280; ECDSA P-256). The
// authority's key stays in its folder; machines are given ca.pem alone.
import 'reflect-metadata'
import { createHash, createPublicKey, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'

x509.cryptoProvider.set(webcrypto as never)
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 24 * 3_600_000
const AUTHORITY_DAYS = 3_650
/** What browsers and their like still accept; renewed by making it anew. */
export const CERTIFICATE_DAYS = 397
/** Clocks of machines that are a little slow still believe it. */
const BACKDATED_MS = 3_600_000

export interface IssuedFiles {
  readonly ca: string
  readonly certificate: string
  readonly key: string
  /** SHA-256 of the authority's certificate, to be compared by telephone. */
  readonly fingerprint: string
  readonly untilMs: number
}

/** What a certificate is for. */
export type CertificateUse = 'server' | 'client'

/**
 * Issues a certificate for host names and addresses (or the name of a client) from the authority in `folder`, which is made
 * when it is missing. Writes <use>.pem and <use>.key beside ca.pem and ca.key, and replaces earlier ones.
 */
export async function issueCertificate(
  folder: string,
  use: CertificateUse,
  names: readonly string[],
  nowMs: number,
): Promise<Result<IssuedFiles>> {
  const wrong = names.find((name) => !/^[\p{L}\p{N}.:* _-]{1,253}$/u.test(name))
  if (names.length === 0 || wrong !== undefined)
    return refuse('invalidInput', `not a host name or address: ${wrong ?? ''}`, { field: 'host' })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const authority = await authorityIn(folder, nowMs)
  const keys = await newKeys()
  const untilMs = nowMs + CERTIFICATE_DAYS * DAY_MS
  const alternatives = names.map((name): x509.JsonGeneralName => ({
    type: isIP(name) === 0 ? 'dns' : 'ip',
    value: name,
  }))
  const usage = use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names[0] ?? ''] }],
    issuer: authority.certificate.subject,
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(untilMs),
    signingKey: authority.key,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      ...(use === 'server' ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  })
  const files = filesIn(folder, use)
  writeFileSync(files.key, await pemOf(keys.privateKey), { mode: 0o600 })
  writeFileSync(files.certificate, `${certificate.toString('pem')}\n`)
  return ok({ ...files, fingerprint: fingerprintOf(authority.certificate), untilMs })
}

/** Where issued files lie. */
export function filesIn(folder: string, use: CertificateUse): Pick<IssuedFiles, 'ca' | 'certificate' | 'key'> {
  return { ca: join(folder, 'ca.pem'), certificate: join(folder, `${use}.pem`), key: join(folder, `${use}.key`) }
}

async function authorityIn(
  folder: string,
  nowMs: number,
): Promise<{ readonly certificate: x509.X509Certificate; readonly key: webcrypto.CryptoKey }> {
  const [ca, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')]
  if (existsSync(ca) && existsSync(key)) {
    const der = x509.PemConverter.decodeFirst(readFileSync(key, 'utf8'))
    const imported = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign'])
    return { certificate: new x509.X509Certificate(readFileSync(ca, 'utf8')), key: imported }
  }
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // Of chance: a certificate with its issuer's name would count as self-signed, and TLS would wait for ever.
    name: [{ CN: [`Fengsui authority ${Buffer.from(webcrypto.getRandomValues(new Uint8Array(6))).toString('hex')}`] }],
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  writeFileSync(key, await pemOf(keys.privateKey), { mode: 0o600, flag: 'wx' })
  writeFileSync(ca, `${certificate.toString('pem')}\n`)
  return { certificate, key: keys.privateKey }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key)
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`
}

function fingerprintOf(certificate: x509.X509Certificate): string {
  const hex = createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('hex').toUpperCase()
  return hex.match(/../g)?.join(':') ?? ''
}

/** True when a private key in PEM belongs to a certificate in PEM. */
export function belongTogether(certificate: string, key: string): boolean {
  const inside = createPublicKey(certificate).export({ format: 'der', type: 'spki' })
  return inside.equals(createPublicKey(key).export({ format: 'der', type: 'spki' }))
}
