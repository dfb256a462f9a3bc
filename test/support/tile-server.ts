// A real map server on this machine that counts what it is asked and can be told what to answer; ends with the test.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { PNG } from './map-packs.ts'

export interface TileServer {
  readonly url: string
  readonly asked: string[]
  answer: (path: string) => { readonly status: number; readonly body: Buffer | string }
  close(): Promise<void>
}

/** Answers every path with a picture until told otherwise. */
export async function tileServer(): Promise<TileServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const { status, body } = made.answer(request.url ?? '')
    response.writeHead(status).end(body)
  })
  const made: TileServer = {
    url: '',
    asked,
    answer: () => ({ status: 200, body: PNG }),
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => made.close())
  return Object.assign(made, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
