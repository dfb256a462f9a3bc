// The OpenAPI and AsyncAPI documents: what is served is what docs/interconnect holds, it hangs together, and what is really
// sent and answered fits it. `npx vitest run -u` writes the files anew.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { restWorld } from '../../support/rest-world.ts'
import { webhookReceiver } from '../../support/webhook-receiver.ts'

const DOCS = join(import.meta.dirname, '../../../docs/interconnect')
interface Node {
  readonly [name: string]: Node
}
const refOf = (node: Node): string => String((node as unknown as { readonly $ref: unknown }).$ref)

/** Every `$ref` of a document that leads nowhere. */
function lost(document: Node): readonly string[] {
  const found: string[] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, value] of Object.entries(node))
      if (name === '$ref' && typeof value === 'string') {
        if (at(document, value) === undefined) found.push(value)
      } else walk(value)
  }
  walk(document)
  return found
}

function at(document: Node, ref: string): Node | undefined {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<Node | undefined>((node, step) => node?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}

/** A schema of the document with everything it refers to put in. */
function whole(document: Node, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => whole(document, one))
  if (typeof node !== 'object' || node === null) return node
  const { $ref, ...rest } = node as { $ref?: string }
  if ($ref !== undefined) return whole(document, at(document, $ref))
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, whole(document, value)]))
}

function fits(document: Node, schema: unknown, value: unknown): void {
  const read = z.fromJSONSchema(whole(document, schema) as never).safeParse(value)
  expect(read.error?.issues ?? []).toEqual([])
}

describe('OpenAPI 3.1', () => {
  test('the document is the one in docs/interconnect, and hangs together', async () => {
    const { stranger } = await restWorld()
    const { body } = await stranger('GET', '/api/v1/openapi.json')
    await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot(join(DOCS, 'rest.openapi.json'))
    const document = body as unknown as Node
    expect(document['openapi']).toBe('3.1.0')
    expect(lost(document)).toEqual([])
    const operations = Object.entries(document['paths']!).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    )
    expect(operations.map(({ name }) => name).toSorted()).toEqual([
      'get /api/v1/health',
      'get /api/v1/incidents',
      'get /api/v1/incidents/{ref}',
      'patch /api/v1/incidents/{ref}',
      'post /api/v1/dispatch/calls',
      'post /api/v1/dispatch/dispatches',
      'post /api/v1/dispatch/feedbacks',
      'post /api/v1/dispatch/incidents',
      'post /api/v1/dispatch/receipt-states',
      'post /api/v1/dispatch/reinforcements',
      'post /api/v1/incidents',
    ])
    for (const { name, path, operation } of operations) {
      const parameters = (operation['parameters'] ?? []) as unknown as {
        name: string
        in: string
        required?: boolean
      }[]
      for (const [, placed] of path.matchAll(/\{(\w+)\}/g))
        expect(parameters, name).toContainEqual(expect.objectContaining({ name: placed, in: 'path', required: true }))
      expect(Object.keys(operation['responses']!).length, name).toBeGreaterThan(1)
      expect(operation['summary'], name).toBeTypeOf('string')
    }
  })

  test('real answers fit the schemas that describe them', async () => {
    const { caller } = await restWorld()
    const call = await caller()
    const document = (await call('GET', '/api/v1/openapi.json')).body as unknown as Node
    const calls: readonly (readonly [string, string, string, unknown])[] = [
      [
        'post',
        '/api/v1/incidents',
        '',
        { title: 't', category: '12G03', number: 'J1', position: { lon: 119, lat: 26 } },
      ],
      ['patch', '/api/v1/incidents/{ref}', 'J1', { trapped: 1 }],
      ['get', '/api/v1/incidents/{ref}', 'J1', undefined],
      ['get', '/api/v1/incidents', '', undefined],
      ['post', '/api/v1/dispatch/calls', '', { number: 'Z1', text: 'x' }],
      ['post', '/api/v1/dispatch/calls', '', { number: 'Z1' }],
      ['get', '/api/v1/incidents/{ref}', 'nobody', undefined],
      ['get', '/api/v1/health', '', undefined],
    ]
    for (const [method, path, ref, body] of calls) {
      const reply = await call(method.toUpperCase(), path.replace('{ref}', ref), body)
      const described = at(document, `#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${reply.status}`)
      expect(described, `${method} ${path} ${reply.status}`).toBeDefined()
      const [media] = Object.values(described!['content'] as Node)
      fits(document, media!['schema'], reply.body)
    }
  })
})

describe('AsyncAPI 3.0', () => {
  test('the document is the one in docs/interconnect, and a real event fits it', async () => {
    const rest = await restWorld()
    const { body } = await rest.stranger('GET', '/api/v1/asyncapi.json')
    await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot(join(DOCS, 'webhook.asyncapi.json'))
    const document = body as unknown as Node
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: expect.any(String), version: expect.any(String) },
      operations: { tellChange: { action: 'send' } },
    })
    expect(lost(document)).toEqual([])
    const { channel, messages } = document['operations']!['tellChange'] as unknown as {
      channel: Node
      messages: Node[]
    }
    // An operation's messages are those of its channel, by reference (AsyncAPI 3.0, Operation Object).
    for (const message of messages) expect(refOf(message).startsWith(`${refOf(channel)}/messages/`)).toBe(true)

    const receiver = await webhookReceiver()
    const secret = `whsec_${Buffer.alloc(32).toString('base64')}`
    await rest.world.gateway('webhook', { url: receiver.url, secret, allowPrivateAddress: true })
    await (
      await rest.caller()
    )('POST', '/api/v1/incidents', { title: 't', category: '12G03' })
    const [{ event, headers }] = (await receiver.until(1)) as [Awaited<ReturnType<typeof receiver.until>>[number]]
    const described = at(document, '#/components/messages/event')!
    fits(document, described['payload']!['schema'], event)
    for (const name of Object.keys(described['headers']!['properties']!))
      expect(headers[name], name).toBeTypeOf('string')
    const odd = { ...event, specversion: '2.0' }
    const schema = z.fromJSONSchema(whole(document, described['payload']!['schema']) as never)
    expect(schema.safeParse(odd).success).toBe(false)
  })
})
