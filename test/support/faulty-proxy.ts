// A TCP proxy on loopback that misbehaves on purpose: it delays, and cuts in the middle of what is sent, as its seed says,
// and can be cut off and healed by hand. It stands between a real station and a real server.
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** How badly the network behaves; chances are per chunk of bytes. */
export interface Faults {
  readonly cut: number
  readonly maxDelayMs: number
}

export const CALM: Faults = { cut: 0, maxDelayMs: 0 }

export interface FaultyProxy {
  readonly port: number
  /** What really happened. */
  readonly counts: { cuts: number; delays: number; refused: number }
  faults: Faults
  /** Ends every connection and takes no new one until healed. */
  cutOff(): void
  heal(): void
  /** Where connections are led to; a server that restarts may have another port. */
  target: number
  close(): Promise<void>
}

/** Starts a proxy to `target` on 127.0.0.1. `chance` gives numbers in [0, 1). */
export async function faultyProxy(target: number, chance: () => number): Promise<FaultyProxy> {
  const pairs = new Set<() => void>()
  let isCut = false
  const server = createServer((near) => {
    near.on('error', () => near.destroy())
    if (isCut) {
      proxy.counts.refused += 1
      near.destroy()
      return
    }
    const far = connect({ host: '127.0.0.1', port: proxy.target })
    const end = (): void => {
      pairs.delete(end)
      near.destroy()
      far.destroy()
    }
    pairs.add(end)
    for (const socket of [near, far]) {
      socket.on('error', end)
      socket.on('close', end)
    }
    carry(near, far, end)
    carry(far, near, end)
  })

  function carry(from: Socket, to: Socket, end: () => void): void {
    // Chunks keep their order: each waits for the one before.
    let before = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      const { cut, maxDelayMs } = proxy.faults
      const cuts = chance() < cut
      const delayMs = Math.floor(chance() * maxDelayMs)
      before = before.then(async () => {
        if (delayMs > 0) {
          proxy.counts.delays += 1
          await new Promise((resolve) => setTimeout(resolve, delayMs))
        }
        if (to.destroyed) return
        if (cuts) {
          proxy.counts.cuts += 1
          // A part of the bytes still arrives, as when a cable is pulled in the middle of a frame.
          to.write(chunk.subarray(0, Math.floor(chunk.length / 2)), end)
          return
        }
        to.write(chunk)
      })
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: FaultyProxy = {
    port: (server.address() as AddressInfo).port,
    counts: { cuts: 0, delays: 0, refused: 0 },
    faults: CALM,
    target,
    cutOff() {
      isCut = true
      for (const end of [...pairs]) end()
    },
    heal() {
      isCut = false
    },
    async close() {
      for (const end of [...pairs]) end()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return proxy
}
