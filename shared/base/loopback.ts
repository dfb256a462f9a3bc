// Which addresses leave this machine: what goes there without TLS can be read on the way.

/** True for names and addresses of this machine alone; IPv6 as it stands or in brackets. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** True for an http address of another machine: whoever is on the line reads everything, passwords included. */
export function isOpenToRead(address: string): boolean {
  const host = /^http:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(address.trim())?.[1]
  return host !== undefined && host !== '' && !isLoopback(host.toLowerCase())
}
