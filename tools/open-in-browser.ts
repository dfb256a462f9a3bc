// Opens an address in the person's own browser. Failing to is not an error: the address is printed as well.
import { spawn } from 'node:child_process'

/** Asks the system to open `address`; returns at once. */
export function openInBrowser(address: string): void {
  const [program, args]: readonly [string, readonly string[]] =
    process.platform === 'win32'
      ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', [address]]
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
