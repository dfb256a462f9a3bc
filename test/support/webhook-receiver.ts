// A program that is told by webhooks: keeps what it gets and answers as the test says.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished, vi } from 'vitest'
import type { CloudEvent } from '../../shared/interop/cloudevents/event.ts'

export interface Delivery {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly event: CloudEvent
}

export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  /** Everything that came, refused or not. */
  readonly tries: Delivery[]
  /** What was answered well. */
  readonly got: Delivery[]
  /** How the next are answered; a function that does not answer leaves the caller waiting. */
  answer: (delivery: Delivery, response: ServerResponse) => void
  until(count: number): Promise<readonly Delivery[]>
}

export function wellAnswer(_delivery: Delivery, response: ServerResponse): void {
  response.writeHead(204).end()
}

/** Listens on loopback until the test ends. */
export async function webhookReceiver(tls?: {
  readonly certificate: string
  readonly key: string
}): Promise<WebhookReceiver> {
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const event = JSON.parse(body.toString()) as CloudEvent
      const delivery = { path: request.url ?? '', headers: request.headers, body, event }
      receiver.tries.push(delivery)
      response.on('finish', () => {
        if (response.statusCode < 300) receiver.got.push(delivery)
      })
      receiver.answer(delivery, response)
    })
  }
  const server =
    tls === undefined
      ? createServer(take)
      : createHttps({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, take)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const receiver: WebhookReceiver = {
    ...{ url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/hook`, port },
    ...{ tries: [], got: [], answer: wellAnswer },
    until: (count) =>
      vi.waitFor(
        () => {
          if (receiver.got.length < count) throw new Error(`${receiver.got.length} of ${count}`)
          return receiver.got
        },
        { timeout: 15_000, interval: 10 },
      ),
  }
  return receiver
}
