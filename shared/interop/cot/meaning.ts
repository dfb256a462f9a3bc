// What an event is about, from its type and details alone; what the gateway does follows from it. Nothing is thrown away
// because it is unknown: what has a place is shown as a marker, everything is passed on to the other clients.
import type { Chat, Receipt } from './chat.ts'
import { CHAT, CHAT_DELIVERED, CHAT_READ, readChat, readReceipt } from './chat.ts'
import { DELETE, deletedBy } from './control.ts'
import type { CotEvent } from './event.ts'
import { attribute, callsignOf, detailOf, isRemoval, textIn } from './event.ts'
import type { IncidentFacts } from './incident-in.ts'
import { OWN_UID, alarmFacts, casevacFacts, emergencyFacts } from './incident-in.ts'
import { WORDS } from './wording.ts'

export type Meaning =
  /** A unit is here. */
  | { readonly is: 'position' }
  /** A marker, drawing or route. */
  | { readonly is: 'feature' }
  | { readonly is: 'incident'; readonly facts: IncidentFacts; readonly isEmergency: boolean }
  | { readonly is: 'emergencyOver'; readonly who: string }
  | { readonly is: 'chat'; readonly chat: Chat }
  | { readonly is: 'receipt'; readonly receipt: Receipt }
  /** Something worth a line of the log. */
  | { readonly is: 'notice'; readonly text: string }
  /** These are to be taken off the map. */
  | { readonly is: 'gone'; readonly uids: readonly string[] }
  /** About the connection itself: never passed on. */
  | { readonly is: 'control' }
  /** For other clients only: files, missions. */
  | { readonly is: 'passed'; readonly why: string }

export function meaningOf(event: CotEvent): Meaning {
  const { type } = event
  if (type === DELETE) return { is: 'gone', uids: deletedBy(event) }
  if (type.startsWith('t-x-m') || type.startsWith('t-b')) return { is: 'passed', why: 'mission' }
  if (type.startsWith('t-')) return { is: 'control' }
  if (type === 'b-a-o-can' || isCancelled(event)) return { is: 'emergencyOver', who: whoCalls(event) }
  if (type === CHAT_DELIVERED || type === CHAT_READ) {
    const receipt = readReceipt(event)
    return receipt === null ? { is: 'passed', why: 'receipt of nothing' } : { is: 'receipt', receipt }
  }
  if (type === CHAT) {
    const chat = readChat(event)
    return chat === null ? { is: 'passed', why: 'chat without words' } : { is: 'chat', chat }
  }
  if (isRemoval(event)) return { is: 'gone', uids: [event.uid] }
  if (/^b-a-o(-|$)/.test(type)) return { is: 'incident', facts: emergencyFacts(event), isEmergency: true }
  if (/^b-a-g(-|$)/.test(type)) return { is: 'notice', text: WORDS.fence(whoCalls(event)) }
  if (/^b-l(-|$)/.test(type)) return { is: 'incident', facts: alarmFacts(event), isEmergency: false }
  if (type === 'b-r-f-h-c') return { is: 'incident', facts: casevacFacts(event), isEmergency: false }
  if (/^b-f-t(-|$)/.test(type)) return { is: 'passed', why: 'file transfer' }
  if (isPosition(event))
    return event.point === null ? { is: 'passed', why: 'position without a place' } : { is: 'position' }
  return event.point === null ? { is: 'passed', why: 'no place' } : { is: 'feature' }
}

/** Units report themselves (`m-…`, or estimated by a person); what people set on a map is a marker, whatever its symbol. */
function isPosition(event: CotEvent): boolean {
  if (!/^a(-|$)/.test(event.type)) return false
  if (detailOf(event, 'takv') !== undefined || detailOf(event, '__group') !== undefined) return true
  return !event.how.startsWith('h-g') && detailOf(event, 'archive') === undefined
}

/** Uids an event speaks of or for that a Fengsui uses: of incidents and of centres. */
export function centralUids(event: CotEvent, meaning: Meaning): readonly string[] {
  const named =
    meaning.is === 'gone' ? meaning.uids : meaning.is === 'chat' ? [event.uid, meaning.chat.senderUid] : [event.uid]
  return named.filter((uid) => uid.startsWith(OWN_UID))
}

function isCancelled(event: CotEvent): boolean {
  return event.type.startsWith('b-a') && attribute(detailOf(event, 'emergency'), 'cancel').toLowerCase() === 'true'
}

/** The callsign in the emergency itself, else that of the event. */
export function whoCalls(event: CotEvent): string {
  return textIn(detailOf(event, 'emergency')).trim() || callsignOf(event) || event.uid
}

/** The uid of the unit that calls: what it links to, or its own without `-9-1-1`. */
export function unitThatCalls(event: CotEvent): string {
  return attribute(detailOf(event, 'link'), 'uid') || event.uid.replace(/-9-1-1$/, '')
}
