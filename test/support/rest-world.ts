// A REST gateway on a real server, and callers of it: keys are made by the order an administrator gives.
import type { GatewayWorld, GatewayWorldOptions, TestGateway } from './gateway-world.ts'
import { gatewayWorld } from './gateway-world.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. */
  readonly body: Record<string, unknown>
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>

export interface RestWorld {
  readonly world: GatewayWorld
  readonly gateway: TestGateway
  readonly url: string
  /** Makes a key and gives a caller that shows it. */
  caller(input?: Readonly<Record<string, unknown>>): Promise<Call & { readonly key: string; readonly id: string }>
  /** Calls without a key. */
  readonly stranger: Call
}

export const EVERY_RIGHT = ['incidents.read', 'incidents.report', 'incidents.amend', 'dispatch.tell']

export async function restWorld(
  settings: Readonly<Record<string, unknown>> = {},
  options: GatewayWorldOptions = {},
): Promise<RestWorld> {
  const world = await gatewayWorld(options)
  const gateway = await world.gateway('rest', { port: 0, ...settings })
  const url = `http://127.0.0.1:${await gateway.port()}`
  return {
    ...{ world, gateway, url },
    async caller(input = {}) {
      const asked = { name: '示例接处警', system: 'fire', rights: EVERY_RIGHT, ...input }
      const { told } = await world.order({ order: 'ask', gateway: gateway.id, question: 'newKey', input: asked })
      const { key, id } = told as { readonly key: string; readonly id: string }
      return Object.assign(callerOf(url, { authorization: `Bearer ${key}` }), { key, id })
    },
    stranger: callerOf(url, {}),
  }
}

/** Bodies that are no text or bytes are sent as JSON. */
export function callerOf(url: string, always: Readonly<Record<string, string>>): Call {
  return async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const given = body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...type, ...always, ...headers },
      redirect: 'manual',
      ...given,
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const parsed = isJson ? (JSON.parse(text) as Reply['body']) : {}
    return { status: response.status, headers: response.headers, text, body: parsed }
  }
}
