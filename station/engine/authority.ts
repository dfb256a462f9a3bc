// The authority of a closed network: a certificate this station believes beside those of the system [SE-25]. In
// `tls/ca.pem` of its folder, from where every connection reads it anew.
import { X509Certificate } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../shared/base/fault.ts'
import { ok, refuse } from '../../shared/base/fault.ts'
import type { AuthorityView } from '../../shared/rpc/methods.ts'

const MOST = 10
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** What is believed now; null when there is none. A file that cannot be read is told as one. */
export function authorityOf(folder: string): AuthorityView | null {
  let text: string
  try {
    text = readFileSync(join(folder, 'tls/ca.pem'), 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : UNREADABLE
  }
  return read(text)[0] ?? UNREADABLE
}

/** Believes the authorities of a PEM text from now on, or none. */
export function keepAuthority(folder: string, pem: string | null, nowMs: number): Result<AuthorityView | null> {
  const path = join(folder, 'tls/ca.pem')
  if (pem === null) {
    rmSync(path, { force: true })
    return ok(null)
  }
  // Whoever has it can pose as any server: it belongs on no station.
  if (pem.includes('PRIVATE KEY')) return bad('privateKey', 'the file holds a private key')
  const views = read(pem)
  const [first] = views
  if (first === undefined || views.length > MOST) return bad('unreadable', 'not a certificate in PEM')
  if (views.some(({ isAuthority }) => !isAuthority)) return bad('notAuthority', 'not of an authority (CA:TRUE)')
  if (views.some(({ endsMs }) => endsMs <= nowMs)) return bad('expired', 'it has expired')
  mkdirSync(join(folder, 'tls'), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.part`
  const handle = openSync(unfinished, 'w', 0o600)
  writeSync(handle, `${(pem.match(CERTIFICATE) ?? []).join('\n')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  renameSync(unfinished, path)
  return ok(first)
}

const UNREADABLE: AuthorityView = { name: '', fingerprint: '', endsMs: 0, isAuthority: false }

/** Each certificate of the text; none when one of them cannot be read. */
function read(pem: string): readonly AuthorityView[] {
  try {
    return (pem.match(CERTIFICATE) ?? []).map((one) => {
      const { subject, fingerprint256, validToDate, ca } = new X509Certificate(one)
      return {
        name: subject.split('\n').reverse().join(', '),
        fingerprint: fingerprint256,
        endsMs: validToDate.getTime(),
        isAuthority: ca,
      }
    })
  } catch {
    return []
  }
}

function bad(why: string, message: string): ReturnType<typeof refuse> {
  return refuse('invalidInput', message, { field: 'pem', why })
}
