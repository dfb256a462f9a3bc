// A proxy that does to the bytes of a connection what no network should: loses pieces, sends them twice, cuts them short,
// exchanges them, turns bits over, holds them back. TCP and TLS would stop most of it; what is proved with it is that what
// slips through is never taken for a change, an agreement or a picture.
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { SeededDice } from './seeded.ts'

export const MISCHIEFS = ['delay', 'drop', 'duplicate', 'truncate', 'reorder', 'flip'] as const
export type Mischief = (typeof MISCHIEFS)[number]

const MAX_DELAY_MS = 300
/** The first bytes of a connection are HTTP; damage there only means that no connection comes about. */
const GREETING_CHUNKS = 2

export interface HostileProxy {
  readonly port: number
  /** What is done, and to which share of the pieces; undefined passes everything on. */
  mischief: { readonly kind: Mischief; readonly share: number } | undefined
  /** How often each was really done. */
  readonly counts: Record<Mischief, number>
  close(): Promise<void>
}

/** Starts one to `target` on 127.0.0.1. */
export async function hostileProxy(target: number, dice: SeededDice): Promise<HostileProxy> {
  const open = new Set<() => void>()
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target })
    const end = (): void => {
      open.delete(end)
      near.destroy()
      far.destroy()
    }
    open.add(end)
    for (const socket of [near, far]) {
      socket.on('error', end)
      socket.on('close', end)
    }
    carry(near, far)
    carry(far, near)
  })

  function carry(from: Socket, to: Socket): void {
    let held: Buffer | undefined
    let seen = 0
    let before: Promise<void> = Promise.resolve()
    const send = (chunk: Buffer): void => void (to.destroyed || to.write(chunk))
    from.on('data', (chunk: Buffer) => {
      seen += 1
      const { mischief } = proxy
      const struck = mischief !== undefined && seen > GREETING_CHUNKS && dice.happens(mischief.share)
      if (struck) proxy.counts[mischief.kind] += 1
      const delayMs = struck && mischief.kind === 'delay' ? dice.between(1, MAX_DELAY_MS) : 0
      before = before.then(async () => {
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
        if (struck && mischief.kind === 'reorder' && held === undefined) {
          held = chunk
          return
        }
        for (const piece of struck ? damaged(mischief.kind, chunk) : [chunk]) send(piece)
        if (held !== undefined) send(held)
        held = undefined
      })
    })
  }

  function damaged(kind: Mischief, chunk: Buffer): readonly Buffer[] {
    if (kind === 'drop') return []
    if (kind === 'duplicate') return [chunk, chunk]
    if (kind === 'truncate') return [chunk.subarray(0, dice.below(chunk.length))]
    if (kind !== 'flip') return [chunk]
    const altered = Buffer.from(chunk)
    const at = dice.below(altered.length)
    altered[at] = (altered[at] ?? 0) ^ (1 << dice.below(8))
    return [altered]
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: HostileProxy = {
    port: (server.address() as AddressInfo).port,
    mischief: undefined,
    counts: { delay: 0, drop: 0, duplicate: 0, truncate: 0, reorder: 0, flip: 0 },
    async close() {
      for (const end of [...open]) end()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return proxy
}
