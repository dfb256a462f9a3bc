// Two links in one process, for the command line, tests and a view that lives beside its station.
// Frames pass through JSON text, so that they arrive exactly as over a socket, and never in the caller's own turn.
import type { Link } from '../../shared/rpc/link.ts'
import { Inbox } from './inbox.ts'

/** Makes both ends: what one sends the other receives. Closing one closes both. */
export function memoryPair<AToB, BToA>(): readonly [Link<AToB, BToA>, Link<BToA, AToB>] {
  const inboxA = new Inbox<BToA>()
  const inboxB = new Inbox<AToB>()
  function close(reason: string): void {
    inboxA.end(reason)
    inboxB.end(reason)
  }
  return [linkOver(inboxA, inboxB, close), linkOver(inboxB, inboxA, close)]
}

function linkOver<Out, In>(own: Inbox<In>, other: Inbox<Out>, close: (reason: string) => void): Link<Out, In> {
  return {
    send(frame) {
      const text = JSON.stringify(frame)
      if (!own.closed) queueMicrotask(() => other.receive(JSON.parse(text) as Out))
    },
    onFrame: (listener) => own.onFrame(listener),
    onClose: (listener) => own.onClose(listener),
    close: (reason) => queueMicrotask(() => close(reason)),
  }
}
