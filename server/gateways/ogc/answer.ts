// One request to the served picture and its answer. Nothing of HTTP but method, address and headers comes in, so that it is
// the same behind every door.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Fault } from '../../../shared/base/fault.ts'
import { fault } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { RateLimit } from '../../../shared/base/rate-limit.ts'
import type { OgcCollection, OgcSettings } from '../../../shared/interop/settings/ogc.ts'
import {
  GEOJSON_TYPE,
  JSON_TYPE,
  OPENAPI_TYPE,
  apiDefinition,
  collectionPage,
  collectionsPage,
  conformance,
  landingPage,
  link,
} from './documents.ts'
import type { Items } from './items.ts'
import { fits } from './items.ts'
import type { ItemsQuery } from './query.ts'
import { readFormat, readItemsQuery } from './query.ts'

export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly header: (name: string) => string | undefined
  /** Address of the caller, for the rate. */
  readonly peer: string
}

export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  /** Why it was refused, for the health line; absent when it was answered. */
  readonly fault?: Fault
}

export interface AnswerParts {
  readonly title: string
  readonly items: Items
  readonly settings: OgcSettings
  readonly nowMs: () => number
  /** Where it listens: `http://127.0.0.1:8090`. */
  readonly address: () => string
}

const MAX_PATH = 2_000
const HOST = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?$/

/** Answers requests; keeps the rate of each caller. */
export class Answers {
  readonly #parts: AnswerParts
  readonly #rate: RateLimit

  constructor(parts: AnswerParts) {
    this.#parts = parts
    this.#rate = new RateLimit(parts.settings.requestsPerMinute)
  }

  async answer(asked: Asked): Promise<Answer> {
    const { settings, nowMs } = this.#parts
    const rate = this.#rate.take(asked.peer, nowMs())
    if (!rate.ok) return refusal(429, rate.fault, { 'retry-after': String(rate.fault.detail?.['seconds'] ?? 60) })
    if (!mayPass(settings.apiKey, asked))
      return refusal(401, fault('notAllowed', 'no key, or not the right one'), { 'www-authenticate': 'Bearer' })
    if (asked.method !== 'GET' && asked.method !== 'HEAD')
      return refusal(405, fault('invalidInput', 'this picture is read only'), { allow: 'GET, HEAD' })
    const answer = await this.#get(asked)
    return asked.method === 'HEAD' ? { ...answer, body: '' } : answer
  }

  async #get(asked: Asked): Promise<Answer> {
    if (asked.path.length > MAX_PATH) return refusal(414, fault('tooLarge', 'the address is too long'))
    const { title, settings } = this.#parts
    const [path, search] = split(asked.path, '?')
    const query = new URLSearchParams(search)
    const steps = path.split('/').filter((step) => step !== '')
    const [first, name, third, id] = steps.map(decoded)
    if (steps.length !== 4 && !(steps.length === 3 && third === 'items')) {
      const format = readFormat(query)
      if (!format.ok) return refusal(400, format.fault)
    }
    const base = this.#base(asked)
    if (steps.length === 0) return json(landingPage(base, title))
    if (steps.length === 1 && first === 'conformance') return json(conformance())
    if (steps.length === 1 && first === 'collections') return json(collectionsPage(base, settings.collections))
    if (steps.length === 1 && first === 'api')
      return json(apiDefinition(base, title, settings.collections, settings.apiKey !== ''), OPENAPI_TYPE)
    const collection = settings.collections.find((one) => one === name)
    if (first !== 'collections' || collection === undefined) return notFound(path)
    if (steps.length === 2) return json(collectionPage(base, collection))
    if (third !== 'items') return notFound(path)
    if (steps.length === 3) return await this.#items(base, collection, query)
    return steps.length === 4 && id !== undefined ? await this.#item(base, collection, id) : notFound(path)
  }

  async #items(base: string, collection: OgcCollection, given: URLSearchParams): Promise<Answer> {
    const query = readItemsQuery(given)
    if (!query.ok) return refusal(400, query.fault)
    const { limit, offset } = query.value
    const all = await this.#parts.items.all(collection)
    const fitting = all.filter((item) => fits(item, query.value))
    const page = fitting.slice(offset, offset + limit)
    const body: Json = {
      type: 'FeatureCollection',
      timeStamp: new Date(this.#parts.nowMs()).toISOString(),
      numberMatched: fitting.length,
      numberReturned: page.length,
      links: pageLinks(`${base}/collections/${collection}`, given, query.value, fitting.length),
      features: page.map(({ feature }) => feature),
    }
    return json(body, GEOJSON_TYPE)
  }

  async #item(base: string, collection: OgcCollection, id: string): Promise<Answer> {
    const found = (await this.#parts.items.all(collection)).find(({ feature }) => feature.id === id)
    if (found === undefined) return notFound(id)
    const at = `${base}/collections/${collection}`
    const links = [
      link(`${at}/items/${encodeURIComponent(id)}`, 'self', GEOJSON_TYPE, 'This feature'),
      link(at, 'collection', JSON_TYPE, 'Its collection'),
    ]
    return json({ ...found.feature, links }, GEOJSON_TYPE)
  }

  /** The address links are written with. A name no host can have is not repeated to anyone. */
  #base(asked: Asked): string {
    const { publicUrl, tls } = this.#parts.settings
    if (publicUrl !== '') return publicUrl.replace(/\/+$/, '')
    const said = asked.header('host') ?? ''
    return HOST.test(said) ? `${tls === null ? 'http' : 'https'}://${said}` : this.#parts.address()
  }
}

function pageLinks(at: string, given: URLSearchParams, { limit, offset }: ItemsQuery, matched: number): Json {
  const page = (from: number): string => {
    const query = new URLSearchParams(given)
    query.set('limit', String(limit))
    if (from === 0) query.delete('offset')
    else query.set('offset', String(from))
    return `${at}/items?${query.toString()}`
  }
  return [
    link(page(offset), 'self', GEOJSON_TYPE, 'This page'),
    link(at, 'collection', JSON_TYPE, 'The collection'),
    ...(offset + limit < matched ? [link(page(offset + limit), 'next', GEOJSON_TYPE, 'Next page')] : []),
    ...(offset > 0 ? [link(page(Math.max(0, offset - limit)), 'prev', GEOJSON_TYPE, 'Page before')] : []),
  ]
}

/** Compared in constant time, so that a key is not found out letter by letter. */
function mayPass(key: string, { header }: Asked): boolean {
  if (key === '') return true
  const given = header('x-api-key') ?? /^Bearer (.+)$/i.exec(header('authorization') ?? '')?.[1] ?? ''
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(key))
}

function json(body: Json, type = JSON_TYPE): Answer {
  return { status: 200, headers: { ...SAFE, 'content-type': type }, body: JSON.stringify(body) }
}

/** RFC 9457, as Part 1 recommends it. */
function refusal(status: number, why: Fault, more: Answer['headers'] = {}): Answer {
  const body = JSON.stringify({ type: 'about:blank', status, title: why.kind, detail: why.message })
  return { status, headers: { ...SAFE, 'content-type': 'application/problem+json', ...more }, body, fault: why }
}

function notFound(what: string): Answer {
  return refusal(404, fault('notFound', `nothing here by the name ${what.slice(0, 100)}`))
}

const SAFE = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', vary: 'Authorization, X-API-Key' }

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step)
  } catch {
    return undefined
  }
}

function split(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at)
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)]
}
