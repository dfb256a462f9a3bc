// A CAP message (Common Alerting Protocol 1.2, OASIS 2010, section 3.2) as we hold it: the lists of words, the elements of
// alert, info, area and resource. Values are as the message says them, in the order it says them; what they mean for our
// picture stands in cap-to-alert.ts.

export const CAP_NAMESPACES: ReadonlyMap<string, CapVersion> = new Map([
  ['urn:oasis:names:tc:emergency:cap:1.2', '1.2'],
  ['urn:oasis:names:tc:emergency:cap:1.1', '1.1'],
  ['http://www.incident.com/cap/1.0', '1.0'],
  ['http://www.incident.com/cap/1.0/', '1.0'],
])
export const CAP_1_2 = 'urn:oasis:names:tc:emergency:cap:1.2'
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#'

export type CapVersion = '1.0' | '1.1' | '1.2'

export const CAP_STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export const CAP_MSG_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const
export const CAP_SCOPES = ['Public', 'Restricted', 'Private'] as const
export const CAP_CATEGORIES = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const
export const CAP_RESPONSES = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const
export const CAP_URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const
export const CAP_SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const
export const CAP_CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const

export type CapStatus = (typeof CAP_STATUSES)[number]
export type CapMsgType = (typeof CAP_MSG_TYPES)[number]
export type CapScope = (typeof CAP_SCOPES)[number]
export type CapCategory = (typeof CAP_CATEGORIES)[number]
export type CapResponse = (typeof CAP_RESPONSES)[number]
export type CapUrgency = (typeof CAP_URGENCIES)[number]
export type CapSeverity = (typeof CAP_SEVERITIES)[number]
export type CapCertainty = (typeof CAP_CERTAINTIES)[number]

/** An earlier message: the identity of a message is its sender, identifier and time together. */
export interface CapReference {
  readonly sender: string
  readonly identifier: string
  /** As the message says it. */
  readonly sent: string
}

/** valueName and value: eventCode, parameter, geocode. */
export interface CapPair {
  readonly name: string
  readonly value: string
}

export interface CapCircle {
  readonly lat: number
  readonly lon: number
  readonly radiusKm: number
}

export interface CapArea {
  readonly areaDesc: string
  /** Closed rings of [lon, lat], WGS-84. */
  readonly polygons: readonly (readonly (readonly [number, number])[])[]
  readonly circles: readonly CapCircle[]
  readonly geocodes: readonly CapPair[]
  /** Feet above mean sea level, as the message says it. */
  readonly altitude?: string | undefined
  readonly ceiling?: string | undefined
}

export interface CapResource {
  readonly resourceDesc: string
  readonly mimeType: string
  readonly size?: string | undefined
  readonly uri?: string | undefined
  /** Base 64; only its length is ever looked at. */
  readonly derefUri?: string | undefined
  readonly digest?: string | undefined
}

export interface CapInfo {
  readonly language: string
  readonly categories: readonly CapCategory[]
  readonly event: string
  readonly responses: readonly CapResponse[]
  readonly urgency: CapUrgency
  readonly severity: CapSeverity
  readonly certainty: CapCertainty
  readonly audience?: string | undefined
  readonly eventCodes: readonly CapPair[]
  /** ISO 8601 with zone. */
  readonly effective?: string | undefined
  readonly onset?: string | undefined
  readonly expires?: string | undefined
  readonly senderName?: string | undefined
  readonly headline?: string | undefined
  readonly description?: string | undefined
  readonly instruction?: string | undefined
  readonly web?: string | undefined
  readonly contact?: string | undefined
  readonly parameters: readonly CapPair[]
  readonly resources: readonly CapResource[]
  readonly areas: readonly CapArea[]
}

export interface CapMessage {
  readonly version: CapVersion
  readonly identifier: string
  readonly sender: string
  /** ISO 8601 with zone; '' when the message says no time that can be read. */
  readonly sent: string
  readonly status: CapStatus
  readonly msgType: CapMsgType
  readonly source?: string | undefined
  readonly scope: CapScope
  readonly restriction?: string | undefined
  readonly addresses: readonly string[]
  readonly codes: readonly string[]
  readonly note?: string | undefined
  readonly references: readonly CapReference[]
  readonly incidents: readonly string[]
  readonly infos: readonly CapInfo[]
  /** Elements ds:Signature directly inside the alert. */
  readonly signatures: number
}
