// The documents of OGC API - Features around the items: landing page (7.2), API definition (7.3), conformance (7.4),
// collections (7.13). All JSON.
import type { Json } from '../../../shared/base/json.ts'
import type { OgcCollection } from '../../../shared/interop/settings/ogc.ts'
import { MAX_LIMIT } from './query.ts'

export const JSON_TYPE = 'application/json'
export const GEOJSON_TYPE = 'application/geo+json'
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0'
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const CONFORMANCE = 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf'

const ABOUT: { readonly [collection in OgcCollection]: { readonly title: string; readonly description: string } } = {
  incidents: { title: '突发事件 Incidents', description: '除作废以外的突发事件 Incidents, voided ones left out' },
  alerts: { title: '预警 Alerts', description: '预警信息，含已解除的 Alerts, lifted ones included' },
  tracks: { title: '动态位置 Tracks', description: '车船人员的最新位置 Newest position of each unit' },
  readings: { title: '监测数据 Readings', description: '雨量、水位等的最新值 Newest value of each sensor' },
  features: { title: '外部图层 Features', description: '台风、地震等外部要素 What other systems show on the map' },
}

export interface Link {
  readonly [name: string]: string
  readonly href: string
  readonly rel: string
  readonly type: string
  readonly title: string
}

export function link(href: string, rel: string, type: string, title: string): Link {
  return { href, rel, type, title }
}

export function landingPage(base: string, title: string): Json {
  return {
    title,
    description: '烽燧态势（只读）Fengsui picture, read only',
    links: [
      link(`${base}/`, 'self', JSON_TYPE, 'This document'),
      link(`${base}/api`, 'service-desc', OPENAPI_TYPE, 'API definition'),
      link(`${base}/conformance`, 'conformance', JSON_TYPE, 'Conformance classes'),
      link(`${base}/collections`, 'data', JSON_TYPE, 'Collections'),
    ],
  }
}

export function conformance(): Json {
  return { conformsTo: ['core', 'oas30', 'geojson'].map((name) => `${CONFORMANCE}/${name}`) }
}

export function collectionsPage(base: string, shown: readonly OgcCollection[]): Json {
  return {
    links: [link(`${base}/collections`, 'self', JSON_TYPE, 'This document')],
    collections: shown.map((name) => collectionPage(base, name)),
  }
}

export function collectionPage(base: string, name: OgcCollection): Json {
  const at = `${base}/collections/${name}`
  return {
    id: name,
    ...ABOUT[name],
    itemType: 'feature',
    extent: { spatial: { bbox: [[-180, -90, 180, 90]], crs: CRS84 }, temporal: { interval: [[null, null]] } },
    crs: [CRS84],
    links: [
      link(at, 'self', JSON_TYPE, 'This document'),
      link(`${at}/items`, 'items', GEOJSON_TYPE, ABOUT[name].title),
    ],
  }
}

/** OpenAPI 3.0.3, as much as a client needs to ask for items. */
export function apiDefinition(base: string, title: string, shown: readonly OgcCollection[], needsKey: boolean): Json {
  const page = (id: string, what: string): Json => ({
    get: { operationId: id, summary: what, responses: answers(JSON_TYPE) },
  })
  const collection = {
    name: 'collectionId',
    in: 'path',
    required: true,
    schema: { type: 'string', enum: shown },
  }
  const feature = { name: 'featureId', in: 'path', required: true, schema: { type: 'string' } }
  return {
    openapi: '3.0.3',
    info: { title, version: '1.0.0' },
    servers: [{ url: base }],
    ...(needsKey ? { security: [{ key: [] }, { bearer: [] }] } : {}),
    paths: {
      '/': page('getLandingPage', 'Landing page'),
      '/conformance': page('getConformance', 'Conformance classes'),
      '/collections': page('getCollections', 'Collections'),
      '/collections/{collectionId}': {
        get: { operationId: 'getCollection', parameters: [collection], responses: answers(JSON_TYPE) },
      },
      '/collections/{collectionId}/items': {
        get: {
          operationId: 'getItems',
          parameters: [collection, ...ITEM_PARAMETERS],
          responses: answers(GEOJSON_TYPE),
        },
      },
      '/collections/{collectionId}/items/{featureId}': {
        get: { operationId: 'getItem', parameters: [collection, feature], responses: answers(GEOJSON_TYPE) },
      },
    },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

const ITEM_PARAMETERS: readonly Json[] = [
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 } },
  { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } },
  {
    name: 'bbox',
    in: 'query',
    style: 'form',
    explode: false,
    schema: { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
  },
  { name: 'datetime', in: 'query', schema: { type: 'string' } },
]

function answers(type: string): Json {
  return {
    '200': { description: 'What was asked for', content: { [type]: { schema: { type: 'object' } } } },
    default: { description: 'Why not', content: { [JSON_TYPE]: { schema: { type: 'object' } } } },
  }
}
