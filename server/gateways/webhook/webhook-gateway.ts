// The webhook gateway: committed changes posted to another program as signed CloudEvents, in the order they were committed.
// The host keeps what waits, tries again with back-off and keeps what was given up. docs/interconnect/webhook.md.
import { readFileSync } from 'node:fs'
import { FaultError, fault } from '../../../shared/base/fault.ts'
import type { Weight } from '../../../shared/interop/cloudevents/event.ts'
import { EVENT_MEDIA_TYPE, eventOf, isWanted, weightOf } from '../../../shared/interop/cloudevents/event.ts'
import { webhookSettings } from '../../../shared/interop/settings/webhook.ts'
import { textField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import type { GatewayKind, Picture, Told } from '../gateway.ts'
import { judgeHost } from './addresses.ts'
import { post } from './post.ts'
import { signedHeaders } from './sign.ts'

export const webhookGateway: GatewayKind<typeof webhookSettings> = {
  kind: 'webhook',
  settings: webhookSettings,
  async start(surroundings, settings) {
    const { space, spaceKind, nowMs } = surroundings
    const url = new URL(settings.url)
    const inside = settings.allowPrivateAddress ? undefined : judgeHost(url.hostname)
    if (inside !== undefined) throw inside
    const ending = new AbortController()
    const plan = {
      ...{ url, allowPrivateAddress: settings.allowPrivateAddress, timeoutMs: settings.timeoutSeconds * 1_000 },
      ...{ ca: readCa(settings.caFile), signal: ending.signal },
    }
    // Log lines are told or not as their incident is; what is committed must be queued at once, so weights are kept here.
    const weights = settings.kinds.includes(LOG_ENTRY) ? await weightsOf(surroundings.picture) : undefined
    const tell = (told: Told): void => {
      if (told.kind === INCIDENT) weights?.set(told.id, weightOf(told.fields))
      if (!settings.echoOwn && (told.isOwn || told.station === settings.partner)) return
      const weight =
        told.kind === LOG_ENTRY ? weights?.get(textField(told.fields, 'incident') ?? '') : weightOf(told.fields)
      if (!isWanted(settings, told.kind, weight)) return
      const event = eventOf({ ...told, space, isLive: spaceKind === 'live' }, settings.fields)
      if (event === undefined) return
      const body = new TextEncoder().encode(JSON.stringify(event))
      surroundings.queue({ id: event.id, body, about: `${event.type} ${event.subject}` })
    }
    return {
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
    }
  },
}

async function weightsOf(picture: Picture): Promise<Map<string, Weight>> {
  const incidents = await picture.records(INCIDENT)
  return new Map(incidents.map(({ id, fields }) => [id, weightOf(fields)]))
}

function readCa(path: string): string | undefined {
  if (path === '') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new FaultError(fault('fileUnreadable', `${path} cannot be read: ${(error as Error).message}`, { path }))
  }
}
