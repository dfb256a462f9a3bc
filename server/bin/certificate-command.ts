// `server certificate`: an authority of one's own for a network without one, and the certificates machines need.
import type { Result } from '../../shared/base/fault.ts'
import { ok } from '../../shared/base/fault.ts'
import { issueCertificate } from '../tls/certificates.ts'

/** Makes the server's certificate for `hosts`, or a client's by its name; the lines to print. */
export async function certificateCommand(
  folder: string,
  hosts: readonly string[],
  client: string | undefined,
  nowMs: number,
): Promise<Result<readonly string[]>> {
  const made =
    client === undefined
      ? await issueCertificate(folder, 'server', hosts, nowMs)
      : await issueCertificate(folder, 'client', [client], nowMs)
  if (!made.ok) return made
  const { ca, certificate, key, fingerprint, untilMs } = made.value
  return ok([
    `证书 Certificate: ${certificate}`,
    `私钥 Private key: ${key}`,
    `有效期至 Valid until: ${new Date(untilMs).toISOString().slice(0, 10)}`,
    `根证书，发给每个席位 Authority, for every station: ${ca}`,
    `根证书指纹（电话核对）Fingerprint to compare by telephone: ${fingerprint}`,
  ])
}
