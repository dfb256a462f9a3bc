import { PORT_MESSAGE } from '../../shared/host/supervision.ts'
// A link over the MessagePort that Electron's main process hands to the window through the preload, as a message event
// of type PORT_MESSAGE with the port. A new port comes when the station was restarted.
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { Link } from '../../shared/rpc/link.ts'
import type { Connector, ViewLink } from './connector.ts'

/** The part of a window the connector needs. */
export interface PortSource {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

/** Links over ports as they are handed in. `askForPort` asks the shell for one (after a reload, after a loss). */
export function portConnector(source: PortSource, askForPort: () => void): Connector {
  let spare: MessagePort | null = null
  let waiting: ((port: MessagePort) => void) | null = null
  let current: PortLink | null = null
  source.addEventListener('message', (event) => {
    const data = event.data as { readonly type?: unknown } | null
    const port = event.ports[0]
    if (data?.type !== PORT_MESSAGE || port === undefined) return
    // The old port's station is gone even when nobody has noticed yet.
    current?.ended('a new port was handed over')
    if (waiting === null) {
      spare?.close()
      spare = port
    } else waiting(port)
  })
  return {
    connect: (handlers) => {
      const take = (port: MessagePort): void => {
        waiting = null
        current = new PortLink(port)
        handlers.onOpen(current satisfies ViewLink)
      }
      waiting = take
      if (spare === null) askForPort()
      else {
        const port = spare
        spare = null
        take(port)
      }
      return () => {
        if (waiting === take) waiting = null
      }
    },
  }
}

class PortLink implements Link<ViewFrame, StationFrame> {
  readonly #port: MessagePort
  #onClose: ((reason: string) => void) | null = null
  #endReason: string | null = null

  constructor(port: MessagePort) {
    this.#port = port
    // Chromium tells when the other end was closed or its process died; the type library does not know it yet.
    port.addEventListener('close', () => this.ended('the port was closed'))
  }

  send(frame: ViewFrame): void {
    if (this.#endReason === null) this.#port.postMessage(frame)
  }

  /** A port keeps its messages until it is started, so nothing that came early is lost. */
  onFrame(listener: (frame: StationFrame) => void): void {
    this.#port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data as StationFrame))
    this.#port.start()
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
    if (this.#endReason !== null) listener(this.#endReason)
  }

  close(reason: string): void {
    this.ended(reason)
  }

  ended(reason: string): void {
    if (this.#endReason !== null) return
    this.#endReason = reason
    this.#port.close()
    this.#onClose?.(reason)
  }
}
