// Which addresses a server may post to by itself. A setting made by one administrator must not reach what is only meant for
// this machine or this network: every address a name leads to is judged at the moment of connecting, so that no second
// answer of a name server slips in between.
import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { FaultError, fault } from '../../../shared/base/fault.ts'

/** IANA special-purpose registries, IPv4 and IPv6: nothing in them is out there. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const special = new BlockList()
for (const [net, prefix] of SPECIAL) special.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4')

/** True for addresses inside: private, loopback, link-local, reserved. An IPv4 address in IPv6 clothes is what it is inside. */
export function isInside(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  return special.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function refused(address: string): FaultError {
  return new FaultError(fault('notAllowed', `${address} is an address inside: allow it in the settings`, { address }))
}

/** Resolves names for a connection and refuses addresses inside. */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses: readonly LookupAddress[] = found ?? []
    const inside = addresses.find(({ address }) => isInside(address))
    const first = addresses[0]
    if (error !== null) done(error, '', 0)
    else if (inside !== undefined || first === undefined) done(refused(inside?.address ?? hostname), '', 0)
    else if (options.all === true) done(null, [...addresses])
    else done(null, first.address, first.family)
  })
}

/** A host that is an address is never looked up, so it is judged by itself. */
export function judgeHost(hostname: string): FaultError | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 && isInside(bare) ? refused(bare) : undefined
}
