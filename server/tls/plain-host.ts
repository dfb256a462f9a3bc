// A server that other machines reach without TLS: wished for in so many words, or not started.
import { isLoopback } from '../../shared/base/loopback.ts'
import type { ServerTls } from './tls-door.ts'

/** True when other machines can connect to `host` and nothing is encrypted. */
export function isOpenToOthers(host: string, tls: ServerTls | undefined): boolean {
  return tls === undefined && !isLoopback(host)
}

/** Why such a server does not start, and what to do. */
export function openWords(host: string): string {
  return `--host ${host}: 其他主机可以连接，但没有加密，登录密码和全部数据在网络上可被读取。请加 --tls（见 docs/operations/tls.md）；网络确实无人能窃听时加 --plain。
Other machines could connect, and nothing would be encrypted: whoever is on the network reads passwords and data. Add --tls (see docs/operations/tls.md), or --plain where nobody can listen.`
}
