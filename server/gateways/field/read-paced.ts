// Reads a connection no faster than its pace allows: the rest waits on the sender's side, as TCP is made to.
import type { Socket } from 'node:net'
import type { Pace } from './pace.ts'

/** `take` gets every chunk and says how many messages were in it. */
export function readPaced(socket: Socket, pace: Pace, nowMs: () => number, take: (bytes: Uint8Array) => number): void {
  let timer: NodeJS.Timeout | undefined
  socket.on('data', (chunk: Buffer) => {
    const waitMs = pace.take(take(chunk), nowMs())
    if (waitMs === 0) return
    socket.pause()
    timer = setTimeout(() => socket.resume(), waitMs)
  })
  socket.on('close', () => clearTimeout(timer))
}
