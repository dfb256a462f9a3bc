// A link over the station's loopback WebSocket, for a console in a browser.
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import type { Connector } from './connector.ts'

/** Connects to the station's `/socket`: the cookie given for the one-time ticket lets the page in. */
export function webSocketConnector(address: string): Connector {
  return {
    connect: (handlers) => {
      const socket = new WebSocket(address)
      let link: SocketLink | null = null
      socket.addEventListener('open', () => {
        link = new SocketLink(socket)
        handlers.onOpen(link)
      })
      socket.addEventListener('close', (event) => {
        const reason = event.reason === '' ? `closed with code ${event.code}` : event.reason
        if (link === null) handlers.onFailed(reason)
        else link.ended(reason)
      })
      return () => socket.close(1000, 'gave up')
    },
  }
}

class SocketLink implements Link<ViewFrame, StationFrame> {
  readonly #socket: WebSocket
  #early: StationFrame[] = []
  #onFrame: ((frame: StationFrame) => void) | null = null
  #onClose: ((reason: string) => void) | null = null
  #endReason: string | null = null

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data !== 'string') return
      const frame = JSON.parse(event.data) as StationFrame
      if (this.#onFrame === null) this.#early.push(frame)
      else this.#onFrame(frame)
    })
  }

  send(frame: ViewFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  onFrame(listener: (frame: StationFrame) => void): void {
    this.#onFrame = listener
    for (const frame of this.#early.splice(0)) listener(frame)
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
    if (this.#endReason !== null) listener(this.#endReason)
  }

  close(reason: string): void {
    this.#socket.close(1000, reason.slice(0, 100))
    this.ended(reason)
  }

  ended(reason: string): void {
    if (this.#endReason !== null) return
    this.#endReason = reason
    this.#onClose?.(reason)
  }
}
