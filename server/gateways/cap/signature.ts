// Checking the XML signatures of a CAP message (CAP 1.2, 3.3.4.1; XML Signature): what is signed must be the whole alert, and
// whether the key is one we pinned is another question than whether the signature fits. Nothing is fetched, and what was found
// never drops an alert: it is shown with it.
import { X509Certificate, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import type { Document as XmlDocument, Element as XmlElement } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import type { SignatureFinding } from '../../../shared/model/alert.ts'

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
/** More signatures than this on one alert are not checked. */
const MAX_SIGNATURES = 8

/** Certificates of issuers, or of authorities that vouch for theirs. */
export type Pinned = readonly X509Certificate[]

export interface SignatureReport {
  readonly finding: SignatureFinding
  /** One line for each signature: who, how, and what was found. */
  readonly facts: [string, string][]
}

/** Reports on an alert's own document: the alert is its root. The text has passed our own reader, so it holds no DOCTYPE. */
export function checkSignatures(text: string, pinned: Pinned): SignatureReport {
  try {
    const document = new DOMParser().parseFromString(text, 'text/xml')
    const signatures = signaturesOf(document)
    if (signatures.length === 0) return { finding: 'none', facts: [] }
    // With several signatures each was made over the alert without the others: all are taken off before any is checked.
    for (const signature of signatures) signature.parentNode?.removeChild(signature)
    const bare = new XMLSerializer().serializeToString(document)
    const reports = signatures.slice(0, MAX_SIGNATURES).map((signature) => checkOne(signature, bare, document, pinned))
    return {
      finding: findingOf(reports.map(({ finding }) => finding)),
      facts: reports.map(({ finding, words }, index): [string, string] => [
        reports.length === 1 ? 'signature' : `signature ${String(index + 1)}`,
        `${finding}: ${words}`.slice(0, 400),
      ]),
    }
  } catch (error) {
    return { finding: 'broken', facts: [['signature', `broken: ${messageOf(error)}`.slice(0, 400)]] }
  }
}

function signaturesOf(document: XmlDocument): XmlElement[] {
  const root = document.documentElement
  if (root === null) return []
  return Array.from(root.childNodes).filter(
    (node): node is XmlElement => node.localName === 'Signature' && node.namespaceURI === DSIG,
  )
}

/** One broken signature spoils the message; one by a pinned key is enough, since each covers the whole alert. */
function findingOf(findings: readonly SignatureFinding[]): SignatureFinding {
  if (findings.includes('broken')) return 'broken'
  return findings.includes('valid') ? 'valid' : 'keyUnknown'
}

interface One {
  readonly finding: SignatureFinding
  readonly words: string
}

function checkOne(signature: XmlElement, bare: string, document: XmlDocument, pinned: Pinned): One {
  const method = nameAfter(attributeOf(signature, 'SignatureMethod', 'Algorithm'))
  const unknown = unknownAlgorithm(signature)
  if (unknown !== undefined) return { finding: 'keyUnknown', words: `${method}, cannot be checked: ${unknown}` }
  const partial = problemOfReferences(signature, document)
  if (partial !== undefined) return { finding: 'broken', words: `${method}, ${partial}` }
  const inside = keyInside(signature)
  if (inside === undefined) {
    const maker = pinned.find((certificate) => verifies(signature, bare, certificate.publicKey))
    return maker === undefined
      ? { finding: 'keyUnknown', words: `${method}, no key in the message` }
      : { finding: 'valid', words: `${method}, ${subjectOf(maker)}` }
  }
  const who = inside.certificate === undefined ? 'a bare key' : subjectOf(inside.certificate)
  if (!verifies(signature, bare, inside.key)) return { finding: 'broken', words: `${method}, ${who}` }
  const same = pinned.find((certificate) => certificate.publicKey.equals(inside.key))
  if (same !== undefined) return { finding: 'valid', words: `${method}, ${subjectOf(same)}` }
  const authority = pinned.find((certificate) => vouches(certificate, inside.certificate))
  return authority === undefined
    ? { finding: 'keyUnknown', words: `${method}, ${who}` }
    : { finding: 'valid', words: `${method}, ${who}, vouched for by ${subjectOf(authority)}` }
}

function vouches(authority: X509Certificate, leaf: X509Certificate | undefined): boolean {
  return leaf !== undefined && authority.ca && leaf.checkIssued(authority) && leaf.verify(authority.publicKey)
}

/** The first algorithm that is not known here (elliptic curves, SM2): such a signature is neither right nor wrong. */
function unknownAlgorithm(signature: XmlElement): string | undefined {
  const { SignatureAlgorithms, HashAlgorithms, CanonicalizationAlgorithms } = new SignedXml()
  const known = { ...SignatureAlgorithms, ...HashAlgorithms, ...CanonicalizationAlgorithms }
  const used = ['SignatureMethod', 'DigestMethod', 'CanonicalizationMethod', 'Transform'].flatMap((tag) =>
    Array.from(signature.getElementsByTagNameNS(DSIG, tag)).map((element) => element.getAttribute('Algorithm') ?? ''),
  )
  return used.find((algorithm) => !Object.hasOwn(known, algorithm))?.slice(0, 100)
}

/** Only a signature over the whole alert says anything about it. */
function problemOfReferences(signature: XmlElement, document: XmlDocument): string | undefined {
  const references = Array.from(signature.getElementsByTagNameNS(DSIG, 'Reference'))
  const [only] = references
  if (only === undefined || references.length > 1) return `${String(references.length)} references`
  const uri = only.getAttribute('URI') ?? ''
  const root = document.documentElement
  const ids = ['Id', 'ID', 'id'].map((name) => root?.getAttribute(name)).filter((id) => id !== null && id !== '')
  return uri === '' || ids.includes(uri.slice(1)) ? undefined : 'not over the whole alert'
}

function verifies(signature: XmlElement, bare: string, key: KeyObject): boolean {
  try {
    const check = new SignedXml({
      publicCert: key.export({ type: 'spki', format: 'pem' }).toString(),
      // Never the certificate inside: which key is tried is decided here.
      getCertFromKeyInfo: () => null,
    })
    check.loadSignature(signature)
    return check.checkSignature(bare)
  } catch {
    return false
  }
}

interface InsideKey {
  readonly key: KeyObject
  readonly certificate?: X509Certificate
}

/** The key the message brings along: its first certificate, or a bare RSA key. */
function keyInside(signature: XmlElement): InsideKey | undefined {
  try {
    const [holder] = Array.from(signature.getElementsByTagNameNS(DSIG, 'X509Certificate'))
    if (holder !== undefined) {
      const certificate = new X509Certificate(Buffer.from((holder.textContent ?? '').replaceAll(/\s/g, ''), 'base64'))
      return { key: certificate.publicKey, certificate }
    }
    const [n, e] = ['Modulus', 'Exponent'].map((name) => {
      const [value] = Array.from(signature.getElementsByTagNameNS(DSIG, name))
      return Buffer.from((value?.textContent ?? '').replaceAll(/\s/g, ''), 'base64').toString('base64url')
    })
    if (n === undefined || n === '' || e === undefined || e === '') return undefined
    return { key: createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }) }
  } catch {
    return undefined
  }
}

function attributeOf(within: XmlElement, tag: string, name: string): string {
  return Array.from(within.getElementsByTagNameNS(DSIG, tag))[0]?.getAttribute(name) ?? ''
}

/** `rsa-sha256` of `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256`. */
function nameAfter(uri: string): string {
  return uri.split('#').at(-1) ?? uri
}

/** With the day it ends: whether an old alert may be signed by an old key is for people to judge. */
function subjectOf(certificate: X509Certificate): string {
  return `${certificate.subject.replaceAll('\n', ', ')} until ${certificate.validToDate.toISOString().slice(0, 10)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
