// The AsyncAPI 3.0 document of the webhooks, made from the schema events are checked with. Served by the REST gateway beside
// its OpenAPI document, and kept in docs/interconnect.
import * as z from 'zod'
import type { Json } from '../../base/json.ts'
import { EVENT_MEDIA_TYPE, EVENT_TYPES, eventSchema } from './event.ts'

export function asyncApiDocument(): Json {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(eventSchema, { reused: 'inline', target: 'draft-7' })
  const header = (description: string): Json => ({ type: 'string', description })
  return {
    asyncapi: '3.0.0',
    info: {
      title: '烽燧 Fengsui webhooks',
      version: '1',
      description: 'Committed changes, posted as signed CloudEvents 1.0. See docs/interconnect/webhook.md.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: EVENT_MEDIA_TYPE,
    channels: {
      changes: {
        description:
          'The address a receiver gave. Events of one gateway come one after another, in the order of commit.',
        messages: { event: { $ref: '#/components/messages/event' } },
        bindings: { http: {} },
      },
    },
    operations: {
      tellChange: {
        action: 'send',
        channel: { $ref: '#/channels/changes' },
        messages: [{ $ref: '#/channels/changes/messages/event' }],
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
        description: 'Any 2xx within the time limit takes the event; anything else is tried again.',
      },
    },
    components: {
      messages: {
        event: {
          name: 'event',
          title: EVENT_TYPES.join(', '),
          contentType: EVENT_MEDIA_TYPE,
          headers: {
            type: 'object',
            required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
            properties: {
              'webhook-id': header('The id of the event; the same when it is sent again.'),
              'webhook-timestamp': header('Seconds since 1970, of this try.'),
              'webhook-signature': header('`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.'),
            },
          },
          payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: payload as Json },
        },
      },
    },
  }
}
