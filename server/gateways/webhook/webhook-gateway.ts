// The webhook gateway: committed changes posted to another program as signed CloudEvents, in the order they were committed.
// The host keeps what waits, tries again with back-off and keeps what was given up. docs/interconnect/webhook.md.
import { readFileSync } from 'node:fs'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import { EVENT_MEDIA_TYPE, eventOf, isWanted } from '../../../shared/interop/cloudevents/event.ts'
import { webhookSettings } from '../../../shared/interop/settings/webhook.ts'
import type { GatewayKind, Told } from '../gateway.ts'
import { judgeHost } from './addresses.ts'
import { post } from './post.ts'
import { signedHeaders } from './sign.ts'

export const webhookGateway: GatewayKind<typeof webhookSettings> = {
  kind: 'webhook',
  settings: webhookSettings,
  start(surroundings, settings) {
    const { space, spaceKind, nowMs } = surroundings
    const url = new URL(settings.url)
    const inside = settings.allowPrivateAddress ? undefined : judgeHost(url.hostname)
    if (inside !== undefined) return Promise.reject(inside)
    const ending = new AbortController()
    const plan = {
      ...{ url, allowPrivateAddress: settings.allowPrivateAddress, timeoutMs: settings.timeoutSeconds * 1_000 },
      ...{ ca: readCa(settings.caFile), signal: ending.signal },
    }
    const tell = (told: Told): void => {
      if (told.isOwn && !settings.echoOwn) return
      if (!isWanted(settings, told.kind, told.fields)) return
      const event = eventOf({ ...told, space, isLive: spaceKind === 'live' }, settings.fields)
      if (event === undefined) return
      const body = new TextEncoder().encode(JSON.stringify(event))
      surroundings.queue({ id: event.id, body, about: `${event.type} ${event.subject}` })
    }
    return Promise.resolve({
      committed: (told) => told.forEach(tell),
      send: ({ id, body }) =>
        post(
          plan,
          {
            'content-type': `${EVENT_MEDIA_TYPE}; charset=utf-8`,
            'user-agent': 'fengsui-webhook/1',
            ...signedHeaders(settings.secret, id, nowMs(), body),
          },
          body,
        ),
      close: () => {
        ending.abort()
        return Promise.resolve()
      },
    })
  },
}

function readCa(path: string): string | undefined {
  if (path === '') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
  }
}
