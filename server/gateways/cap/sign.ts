// Signing the CAP documents we write: enveloped, rsa-sha256 over the exclusive canonical form, with our certificate beside it.
import { SignedXml } from 'xml-crypto'
import type { SigningKey } from '../../tls/signing-certificate.ts'

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** The document with a signature as the last child of its root, where the schema of CAP 1.2 has room for one. */
export function signCap(document: string, { key, certificate }: SigningKey): string {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: EXCLUSIVE,
  })
  signer.addReference({
    xpath: "/*[local-name(.)='alert']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    uri: '',
    isEmptyUri: true,
  })
  signer.computeSignature(document, {
    prefix: 'ds',
    location: { reference: "/*[local-name(.)='alert']", action: 'append' },
  })
  return signer.getSignedXml()
}
