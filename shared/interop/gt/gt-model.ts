// China's warning form, 国突 (12379): a message without namespace between the warning publication systems (GB/T 34283-2017,
// GB/T 35965.1-2018; layout from a real message and a production sender, interop.md 2.7). Like CAP in spirit, not on the wire.

export const GT_STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export const GT_MSG_TYPES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const
export const GT_SCOPES = ['Public', 'Restricted', 'Private'] as const
/** 一级 … 四级 as colours; Unknown where the law gives no level. */
export const GT_COLOURS = ['Red', 'Orange', 'Yellow', 'Blue', 'Unknown'] as const

export type GtStatus = (typeof GT_STATUSES)[number]
export type GtMsgType = (typeof GT_MSG_TYPES)[number]
export type GtColour = (typeof GT_COLOURS)[number]

/** What one channel is to say, and to whom. */
export interface GtMethod {
  /** SMS, LED, WEB, SPEAKER … */
  readonly name: string
  readonly message: string
  readonly audienceGroup: string
  /** The form spells it `audenceprt`. */
  readonly audience: string
}

export interface GtArea {
  readonly areaDesc: string
  /** Closed rings of [lon, lat], in the datum of the source. */
  readonly polygons: readonly (readonly (readonly [number, number])[])[]
  readonly circles: readonly { readonly lat: number; readonly lon: number; readonly radiusKm: number }[]
  /** Distinct codes, 12 digits as the form writes them (others as they came). */
  readonly geocodes: readonly string[]
}

export interface GtInfo {
  readonly language: string
  /** Code of GB/T 35561. */
  readonly eventType: string
  readonly urgency: string
  readonly colour: GtColour
  readonly certainty: string
  readonly effective?: string | undefined
  readonly onset?: string | undefined
  readonly expires?: string | undefined
  /** The person who entered it. */
  readonly senderName: string
  readonly headline: string
  readonly description: string
  readonly instruction: string
  readonly web: string
  readonly areas: readonly GtArea[]
}

export interface GtMessage {
  /** `ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N`; real messages omit `_N`. */
  readonly identifier: string
  /** Name of the issuing unit. */
  readonly sender: string
  /** 14 characters: GB/T 2260 (6), GB/T 4657 (3), 3 and 2. */
  readonly senderCode: string
  /** ISO 8601 with zone; '' when it cannot be read. */
  readonly sendTime: string
  readonly status: GtStatus
  readonly msgType: GtMsgType
  readonly scope: string
  readonly methods: readonly GtMethod[]
  /** None or a degree of secrecy. */
  readonly secClassification: string
  readonly note: string
  /** Identifiers of earlier messages. */
  readonly references: readonly string[]
  readonly infos: readonly GtInfo[]
}

/** Code of a unit that may send: 14 digits or capital letters. */
export const SENDER_CODE = /^[0-9]{6}[0-9A-Z]{8}$/

/** Identifier of a message entered at `ms` (Beijing time); `serial` above 0 where several were entered in one second. */
export function gtIdentifier(senderCode: string, ms: number, serial: number): string {
  const local = new Date(ms + 480 * 60_000).toISOString()
  const stamp = local.slice(0, 19).replaceAll(/[-T:]/g, '')
  return serial > 0 ? `${senderCode}_${stamp}_${String(serial)}` : `${senderCode}_${stamp}`
}

/** `<identifier>_<eventType>_<COLOUR>_<msgType>.xml`: never more than letters, digits, `-` and `_`. */
export function gtFileName(message: GtMessage): string {
  const info = message.infos[0]
  const colour = (info?.colour ?? 'Unknown').toUpperCase()
  const parts = [message.identifier, info?.eventType ?? '', colour, message.msgType]
  return `${parts.map((part) => part.replaceAll(/[^\w-]/g, '')).join('_')}.xml`
}
