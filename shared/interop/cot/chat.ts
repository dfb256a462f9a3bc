// GeoChat of TAK (`b-t-f`) and its receipts (`b-t-f-d` delivered, `b-t-f-r` read). The uid is
// `GeoChat.<sender>.<room>.<message>`; WearTAK writes other attributes, which are read as well.
import { xml } from '../xml/write-xml.ts'
import type { CotEvent, CotPoint } from './event.ts'
import { attribute, callsignOf, childrenOf, detailOf, remarksOf } from './event.ts'
import { cotTime } from './write-event.ts'

export const CHAT = 'b-t-f'
export const CHAT_DELIVERED = 'b-t-f-d'
export const CHAT_READ = 'b-t-f-r'
/** The room everybody is in. */
export const ALL_ROOMS = 'All Chat Rooms'
const CHAT_LIFE_MS = 24 * 60 * 60 * 1_000

export interface Chat {
  /** Names the message once, whoever passes it on. */
  readonly message: string
  readonly senderUid: string
  readonly sender: string
  /** Name of the room: of a group, or the callsign of the one it is for. */
  readonly room: string
  /** Id of the room: the uid of the one it is for, or the name again. */
  readonly roomId: string
  readonly text: string
  readonly timeMs: number
}

/** The chat in an event `b-t-f`; null when it says nothing. */
export function readChat(event: CotEvent): Chat | null {
  const chat = detailOf(event, '__chat')
  const remarks = detailOf(event, 'remarks')
  const group = childrenOf(chat, 'chatgrp')[0] ?? detailOf(event, 'chatgrp')
  const parts = event.uid.split('.')
  const inUid = parts[0] === 'GeoChat' && parts.length >= 4 ? parts : []
  const text = attribute(chat, 'message') || remarksOf(event)
  if (text === '') return null
  const room = attribute(chat, 'chatroom') || attribute(chat, 'recipient') || attribute(group, 'name')
  return {
    message: attribute(chat, 'messageId') || inUid.at(-1) || event.uid,
    senderUid: senderOf(event) || attribute(remarks, 'source').replace(/^BAO\.F\.[^.]+\./, '') || inUid[1] || '',
    sender: attribute(chat, 'senderCallsign') || attribute(chat, 'sender') || callsignOf(event),
    room: room || ALL_ROOMS,
    roomId: attribute(chat, 'id') || attribute(remarks, 'to') || room || ALL_ROOMS,
    text,
    timeMs: event.timeMs,
  }
}

/** Uid of the sender: the first of the group, or whom the event links to. */
function senderOf(event: CotEvent): string {
  const chat = detailOf(event, '__chat')
  return attribute(childrenOf(chat, 'chatgrp')[0], 'uid0') || attribute(detailOf(event, 'link'), 'uid')
}

export interface ChatOut {
  readonly message: string
  readonly senderUid: string
  readonly sender: string
  readonly room: string
  readonly roomId: string
  readonly text: string
  readonly point: CotPoint | null
  readonly opex: string | null
}

/** A chat as ATAK writes it. */
export function writeChat(chat: ChatOut, timeMs: number): CotEvent {
  const group = { uid0: chat.senderUid, uid1: chat.roomId, id: chat.roomId }
  return {
    uid: `GeoChat.${chat.senderUid}.${chat.roomId}.${chat.message}`,
    type: CHAT,
    how: 'h-g-i-g-o',
    timeMs,
    startMs: timeMs,
    staleMs: timeMs + CHAT_LIFE_MS,
    opex: chat.opex,
    access: null,
    qos: null,
    point: chat.point,
    detail: [
      xml(
        '__chat',
        {
          parent: 'RootContactGroup',
          groupOwner: 'false',
          messageId: chat.message,
          chatroom: chat.room,
          id: chat.roomId,
          senderCallsign: chat.sender,
        },
        [xml('chatgrp', group)],
      ),
      xml('link', { uid: chat.senderUid, type: 'a-f-G-U-C', relation: 'p-p' }),
      xml('remarks', { source: `BAO.F.FENGSUI.${chat.senderUid}`, to: chat.roomId, time: cotTime(timeMs) }, [
        chat.text,
      ]),
    ],
  }
}

/** Tells the sender that a message has been put down (delivered) in our log. */
export function writeReceipt(
  chat: Chat,
  by: { readonly uid: string; readonly callsign: string },
  timeMs: number,
): CotEvent {
  return {
    uid: chat.message,
    type: CHAT_DELIVERED,
    how: 'h-g-i-g-o',
    timeMs,
    startMs: timeMs,
    staleMs: timeMs + CHAT_LIFE_MS,
    opex: null,
    access: null,
    qos: null,
    point: null,
    detail: [
      xml(
        '__chatreceipt',
        {
          parent: 'RootContactGroup',
          groupOwner: 'false',
          messageId: chat.message,
          chatroom: chat.sender,
          id: chat.senderUid,
          senderCallsign: by.callsign,
        },
        [xml('chatgrp', { uid0: by.uid, uid1: chat.senderUid, id: chat.senderUid })],
      ),
      xml('link', { uid: by.uid, type: 'a-f-G-U-C', relation: 'p-p' }),
    ],
  }
}

export interface Receipt {
  readonly message: string
  readonly by: string
  readonly isRead: boolean
}

/** A receipt, or null when it names no message. */
export function readReceipt(event: CotEvent): Receipt | null {
  const chat = detailOf(event, '__chatreceipt') ?? detailOf(event, '__chat')
  const message = attribute(chat, 'messageId') || event.uid.replace(/\.d$/, '')
  const by = attribute(chat, 'senderCallsign') || senderOf(event)
  return message === '' ? null : { message, by, isRead: event.type === CHAT_READ }
}
