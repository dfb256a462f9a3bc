// The messages both sides sign to prove their keys. Fixed labels keep a signature from being used elsewhere.
import { encode } from 'cborg'

/** What a station signs: the server's nonce, which server it talks to, and the protocol. */
export function helloMessage(nonce: Uint8Array, server: string, protocol: number): Uint8Array {
  return encode(['fengsui-hello-1', nonce, server, protocol])
}

/** What a server signs: the station's nonce and the station. */
export function welcomeMessage(nonce: Uint8Array, station: string): Uint8Array {
  return encode(['fengsui-welcome-1', nonce, station])
}
