// Makes links to the station, one after the other: over a WebSocket in a browser, over the handed port in Electron.
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'

export type ViewLink = Link<ViewFrame, StationFrame>

export interface ConnectHandlers {
  onOpen(link: ViewLink): void
  /** This attempt came to nothing; the client tries again later. */
  onFailed(reason: string): void
}

export interface Connector {
  /** Starts one attempt; exactly one handler is called, once. Returns the way to give up. */
  connect(handlers: ConnectHandlers): () => void
}
