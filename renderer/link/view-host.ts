// The host of this window: the preload's bridge in Electron, the browser's own means elsewhere. Picked once.
import type { ViewHost } from '../../shared/host/host.ts'
import { browserHost } from './browser-host.ts'

/** The bridge of electron/preload: ViewHost, and asking for a fresh port. */
interface HostBridge extends ViewHost {
  wantPort(): void
}

/** The Electron bridge, or undefined in a browser. */
export function electronBridge(): HostBridge | undefined {
  return (globalThis as { readonly fengsuiHost?: HostBridge }).fengsuiHost
}

/** What this window may ask of the machine. */
export function viewHost(): ViewHost {
  return electronBridge() ?? browserHost
}
