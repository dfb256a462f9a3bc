// A link over a MessagePort: Node's (worker_threads) or Electron's MessagePortMain, which wraps each value in an event.
// Frames travel as structured clones of plain JSON; `undefined` is left out first, so that every link carries the same.
import type { Link } from '../../shared/rpc/link.ts'
import { Inbox } from './inbox.ts'

/** What both kinds of port offer. Electron's `message` listener gets `{ data }`, Node's the value itself. */
export interface PortShape {
  postMessage(value: unknown): void
  on(event: 'message', listener: (value: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** Makes a link of a port. `wrapped` is true for Electron's ports. */
export function portLink<Out, In>(port: PortShape, wrapped: boolean): Link<Out, In> {
  const inbox = new Inbox<In>()
  port.on('message', (value) => {
    const frame = wrapped ? (value as { readonly data: unknown }).data : value
    inbox.receive((typeof frame === 'string' ? parseOrText(frame) : frame) as In)
  })
  port.on('close', () => inbox.end('the port was closed'))
  port.start()
  return {
    send(frame) {
      if (!inbox.closed) port.postMessage(withoutUndefined(frame))
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close(reason) {
      port.close()
      inbox.end(reason)
    },
  }
}

/** A copy without `undefined` members, as JSON would have it; the value itself when it holds none. */
export function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const copy: unknown[] = value.map((item: unknown) => (item === undefined ? null : withoutUndefined(item)))
    return copy.some((item, index) => item !== value[index]) ? copy : value
  }
  let changed = false
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) {
      changed = true
      continue
    }
    copy[key] = withoutUndefined(member)
    if (copy[key] !== member) changed = true
  }
  return changed ? copy : value
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
