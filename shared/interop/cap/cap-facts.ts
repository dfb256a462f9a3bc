// What a CAP info says beyond the fields of our alert, in its own words, for people to read: urgency, certainty, codes,
// parameters, resources, places by foreign registries.
import type { Received } from '../../model/alert.ts'
import { cut } from '../alert/odd.ts'
import type { CapInfo, CapMessage } from './cap-model.ts'

/** Foreign codes of places are told together: hundreds of them would leave no room for the rest. */
const MAX_CODES = 2_000

/** Name and value, bounded as `received.facts` is. */
export function factsOf(message: CapMessage, info: CapInfo): Received['facts'] {
  const facts: [string, string][] = []
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.push([cut(name, 80), cut(value, 400)])
  }
  add('msgType', message.msgType)
  if (message.scope !== 'Public') add('scope', message.scope)
  add('restriction', message.restriction)
  add('source', message.source)
  add('event', info.event)
  add('category', info.categories.join(' '))
  add('responseType', info.responses.join(' '))
  add('urgency', info.urgency)
  add('severity', info.severity)
  add('certainty', info.certainty)
  add('language', info.language)
  add('audience', info.audience)
  add('web', info.web)
  add('note', message.note)
  add('code', message.codes.join(' '))
  for (const { name, value } of info.eventCodes) add(`eventCode ${name}`, value)
  for (const resource of info.resources)
    add('resource', `${resource.resourceDesc} ${resource.mimeType} ${resource.uri ?? ''}`.trim())
  for (const area of info.areas)
    if (area.altitude !== undefined) add('altitude', `${area.altitude} ${area.ceiling ?? ''}`.trim())
  for (const [name, values] of geocodesOf(info)) add(`geocode ${name}`, values.join(' '))
  for (const { name, value } of info.parameters) add(name === '' ? 'parameter' : name, value)
  return facts
}

function geocodesOf(info: CapInfo): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { name, value } of info.areas.flatMap((area) => area.geocodes).slice(0, MAX_CODES))
    found.set(name, [...(found.get(name) ?? []), value])
  return found
}
