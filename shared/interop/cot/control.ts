// What TAK clients and servers say about the connection itself: ping and pong, and the change from XML to protobuf (offer
// `t-x-takp-v`, request `t-x-takp-q`, response `t-x-takp-r`); and that a thing is gone (`t-x-d-d`).
import { xml } from '../xml/write-xml.ts'
import type { XmlOut } from '../xml/write-xml.ts'
import type { CotEvent } from './event.ts'
import { attribute, childrenOf, detailOf } from './event.ts'

export const PING = 't-x-c-t'
export const PONG = 't-x-c-t-r'
export const OFFER = 't-x-takp-v'
export const REQUEST = 't-x-takp-q'
export const RESPONSE = 't-x-takp-r'
export const DELETE = 't-x-d-d'
/** The version of the protocol we speak besides XML. */
export const TAK_VERSION = 1
const CONTROL_LIFE_MS = 60_000

function control(uid: string, type: string, nowMs: number, detail: readonly XmlOut[]): CotEvent {
  return {
    uid,
    type,
    how: 'm-g',
    timeMs: nowMs,
    startMs: nowMs,
    staleMs: nowMs + CONTROL_LIFE_MS,
    opex: null,
    access: null,
    qos: null,
    point: null,
    detail,
  }
}

export function ping(uid: string, nowMs: number): CotEvent {
  return control(uid, PING, nowMs, [])
}

export function pong(nowMs: number): CotEvent {
  return control('takPong', PONG, nowMs, [])
}

/** `uid` names the negotiation of one connection and is used by all three messages. */
export function offer(uid: string, nowMs: number): CotEvent {
  return takControl(uid, OFFER, nowMs, 'TakProtocolSupport', { version: String(TAK_VERSION) })
}

export function request(uid: string, nowMs: number): CotEvent {
  return takControl(uid, REQUEST, nowMs, 'TakRequest', { version: String(TAK_VERSION) })
}

export function response(uid: string, isAccepted: boolean, nowMs: number): CotEvent {
  return takControl(uid, RESPONSE, nowMs, 'TakResponse', { status: String(isAccepted) })
}

function takControl(
  uid: string,
  type: string,
  nowMs: number,
  tag: string,
  attributes: { readonly [name: string]: string },
): CotEvent {
  return control(uid, type, nowMs, [xml('TakControl', {}, [xml(tag, attributes)])])
}

/** Versions an offer or a request names. */
export function versionsIn(event: CotEvent): readonly number[] {
  return childrenOf(detailOf(event, 'TakControl'))
    .filter(({ tag }) => tag === 'TakProtocolSupport' || tag === 'TakRequest')
    .map((element) => Number(attribute(element, 'version')))
}

/** True when a response accepts. */
export function isAccepted(event: CotEvent): boolean {
  const [answer] = childrenOf(detailOf(event, 'TakControl'), 'TakResponse')
  return attribute(answer, 'status').toLowerCase() === 'true'
}

/** Says that `gone` is to be taken off every map. */
export function deletion(gone: string, type: string, uid: string, nowMs: number): CotEvent {
  return control(uid, DELETE, nowMs, [xml('link', { uid: gone, relation: 'none', type }), xml('__forcedelete', {})])
}

/** The uids a deletion names. */
export function deletedBy(event: CotEvent): readonly string[] {
  return event.detail
    .filter(({ tag }) => tag === 'link')
    .map((link) => attribute(link, 'uid'))
    .filter((uid) => uid !== '')
}
