// The thinnest client that speaks the real wire: Socket.IO's text protocol over one WebSocket, binary frames with and without
// acknowledgement, pings answered. A full client costs the driver more per frame than the server under test.
import { WebSocket } from 'ws'

const CONNECT_LIMIT_MS = 30_000
const REQUEST_LIMIT_MS = 60_000
/** Digits of Engine.IO and Socket.IO: 0 open, 2 ping, 3 pong, 4 message; 40 connect, 45 binary event, 46 binary answer. */
const PONG = '3'
const CONNECT = '40'

export interface WireEvents {
  onEvent(name: string, frame: Uint8Array): void
  onGone(): void
}

/** One connection. Reading can be stopped, as a station does whose machine is too busy, or dead. */
export class Wire {
  readonly #socket: WebSocket
  readonly #events: WireEvents
  readonly #answers = new Map<number, (frame: Uint8Array) => void>()
  readonly #opened = Promise.withResolvers<void>()
  /** What the next binary message belongs to. */
  #header = ''
  #lastId = 0
  #isOpen = false

  constructor(url: string, events: WireEvents) {
    this.#events = events
    const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`
    this.#socket = new WebSocket(address, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: CONNECT_LIMIT_MS,
    })
    this.#socket.binaryType = 'nodebuffer'
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => this.#gone())
    this.#socket.on('message', (data, isBinary) => {
      if (isBinary) this.#binary(data as Buffer)
      else this.#text((data as Buffer).toString('latin1'))
    })
  }

  /** Resolves when Socket.IO has let us in; rejects when it does not. */
  opened(): Promise<void> {
    return this.#opened.promise
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Sends a frame and resolves with the answer; rejects when the connection ends before. */
  request(name: string, frame: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new Error('not open'))
        return
      }
      this.#lastId += 1
      const id = this.#lastId
      const limit = setTimeout(() => {
        this.#answers.delete(id)
        reject(new Error(`no answer to ${name}`))
      }, REQUEST_LIMIT_MS)
      this.#answers.set(id, (answer) => {
        clearTimeout(limit)
        this.#answers.delete(id)
        if (answer.length === 0) reject(new Error('the connection ended'))
        else resolve(answer)
      })
      this.#socket.send(`451-${id}["${name}",{"_placeholder":true,"num":0}]`)
      this.#socket.send(frame)
    })
  }

  stopReading(): void {
    if (this.#isOpen) this.#socket.pause()
  }

  goOnReading(): void {
    if (this.#isOpen) this.#socket.resume()
  }

  /** Ends it at once, without a goodbye. */
  cut(): void {
    this.#socket.terminate()
  }

  #text(text: string): void {
    if (text === '2') this.#socket.send(PONG)
    else if (text.startsWith('0')) this.#socket.send(CONNECT)
    else if (text.startsWith('40')) {
      this.#isOpen = true
      this.#opened.resolve()
    } else if (text.startsWith('45') || text.startsWith('46')) this.#header = text
  }

  #binary(frame: Buffer): void {
    const header = this.#header
    if (header.startsWith('46')) this.#answers.get(Number.parseInt(header.slice(4), 10))?.(frame)
    else this.#events.onEvent(header.slice(6, header.indexOf('"', 6)), frame)
  }

  #gone(): void {
    this.#isOpen = false
    this.#opened.reject(new Error('the connection ended'))
    this.#opened.promise.catch(() => undefined)
    for (const answer of [...this.#answers.values()]) answer(new Uint8Array())
    this.#events.onGone()
  }
}
