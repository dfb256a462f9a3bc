// A cable between two servers that can be pulled and put back: a TCP relay on loopback.
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

export class Cable {
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((near) => {
    if (this.isCut) {
      near.destroy()
      return
    }
    const far = connect(this.#port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  readonly #port: number
  isCut = false

  constructor(port: number) {
    this.#port = port
  }

  /** The address of its near end. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  heal(): void {
    this.isCut = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
