// Four bytes behind every frame of a connection: its CRC-32 [SY-35]. Seals prove who wrote a change and digests what a picture
// holds, but a bit that turns over on a line without TLS would otherwise be taken in as a change of its author until somebody
// verifies. Whoever connects asks for it; an older server does not hear that, an older station does not ask.
import type { RequestName, EventName } from './protocol.ts'

/** CRC-32 (ISO 3309, as in zlib) of bytes. */
export type Crc32 = (bytes: Uint8Array) => number

/** What a connection is opened with to have its frames checked. */
export const CHECK_QUERY = { check: 'crc32' } as const

const CHECK_BYTES = 4

/** The frame with its check behind it. */
export function withCheck(frame: Uint8Array, crc32: Crc32): Uint8Array {
  const checked = new Uint8Array(frame.byteLength + CHECK_BYTES)
  checked.set(frame)
  new DataView(checked.buffer).setUint32(frame.byteLength, crc32(frame))
  return checked
}

/** The frame without its check; undefined when it is not what was sent, or no frame at all. */
export function withoutCheck(checked: unknown, crc32: Crc32): Uint8Array | undefined {
  const bytes = checked instanceof ArrayBuffer ? new Uint8Array(checked) : checked
  if (!(bytes instanceof Uint8Array) || bytes.byteLength < CHECK_BYTES) return undefined
  const end = bytes.byteLength - CHECK_BYTES
  const frame = bytes.subarray(0, end)
  const said = new DataView(bytes.buffer, bytes.byteOffset + end, CHECK_BYTES).getUint32(0)
  return said === crc32(frame) ? frame : undefined
}

interface Listener {
  onFrame(name: EventName, frame: unknown): void
  onHeard(): void
  onEnd(reason: string): void
}

interface Socket {
  send(name: RequestName, frame: Uint8Array, onAnswer: (answer: unknown) => void): void
  close(): void
}

/**
 * Opens a socket whose frames are checked if the server does so, which its first frame tells. A damaged one ends the
 * connection: nothing of it is taken, and the next connection fetches what was in it.
 */
export function openChecked(open: (listener: Listener) => Socket, listener: Listener, crc32: Crc32): Socket {
  let isChecked: boolean | undefined
  let isOver = false
  const end = (reason: string): void => {
    if (isOver) return
    isOver = true
    listener.onEnd(reason)
  }
  const take = (frame: unknown, taken: (frame: unknown) => void): void => {
    if (isOver) return
    const plain = isChecked === false ? undefined : withoutCheck(frame, crc32)
    isChecked ??= plain !== undefined
    if (!isChecked) taken(frame)
    else if (plain !== undefined) taken(plain)
    else {
      end('a frame was damaged on its way')
      socket.close()
    }
  }
  const socket = open({
    onFrame: (name, frame) => take(frame, (plain) => listener.onFrame(name, plain)),
    onHeard: () => listener.onHeard(),
    onEnd: end,
  })
  return {
    send(name, frame, onAnswer) {
      socket.send(name, isChecked === true ? withCheck(frame, crc32) : frame, (answer) => take(answer, onAnswer))
    },
    close() {
      isOver = true
      socket.close()
    },
  }
}
