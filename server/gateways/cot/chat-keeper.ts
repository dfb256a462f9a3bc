// Chat of TAK clients as lines of the log: what is said to all, to the centre or in the room of an incident. What two clients
// say to each other is theirs.
import type { Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { RecordId } from '../../../shared/base/ids.ts'
import type { Chat } from '../../../shared/interop/cot/chat.ts'
import { ALL_ROOMS } from '../../../shared/interop/cot/chat.ts'
import { cut } from '../../../shared/interop/cot/event.ts'
import { incidentOfUid } from '../../../shared/interop/cot/incident-out.ts'
import { WORDS } from '../../../shared/interop/cot/wording.ts'
import { textField } from '../../../shared/model/fields.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import type { GatewaySurroundings } from '../gateway.ts'

/** A chat whose time is further off than this is put down at the time it came. */
const MAX_OFF_MS = 24 * 60 * 60 * 1_000

export interface ChatRules {
  readonly ownUid: string
  readonly callsign: string
  readonly room: string
  /** True when it names receivers, and we are none of them. */
  readonly isForOthers: boolean
  /** True when a uid or callsign is that of another client. */
  readonly isOther: (name: string) => boolean
}

/** Puts a chat into the log. Answers with what was done; `isOurs` when its sender is to be told that it arrived. */
export async function keepChat(
  chat: Chat,
  around: GatewaySurroundings,
  rules: ChatRules,
): Promise<Result<{ readonly line: string; readonly isOurs: boolean }>> {
  const isToUs = chat.roomId === rules.ownUid || chat.room === rules.callsign
  const named = incidentOfUid(chat.roomId) ?? incidentOfUid(chat.room)
  if (!isToUs && named === null && isBetweenClients(chat, rules))
    return ok({ line: 'chat between two clients: not put down', isOurs: false })
  const { author, nowMs } = around
  const incident = await incidentOf(chat, isToUs ? null : named, around)
  const room = isToUs || incident !== null || chat.room === ALL_ROOMS || chat.room === rules.room ? '' : chat.room
  const now = nowMs()
  const atMs = Math.abs(chat.timeMs - now) > MAX_OFF_MS ? now : chat.timeMs
  const id: RecordId = author.idFor(`chat/${chat.message}`)
  const text = cut(WORDS.chat(room, chat.sender || chat.senderUid, chat.text), 4_000)
  const added = await author.run('addLogEntry', { incident, text, at: isoWithOffset(atMs) }, id)
  if (!added.ok && added.fault.kind !== 'alreadyExists') return added
  return ok({ line: `log line ${id}${incident === null ? '' : ` of incident ${incident}`}`, isOurs: isToUs })
}

function isBetweenClients(chat: Chat, { room, isForOthers, isOther }: ChatRules): boolean {
  if (isForOthers) return true
  if (chat.room === ALL_ROOMS || chat.room === room) return false
  return isOther(chat.roomId) || isOther(chat.room)
}

/** The incident whose room it is, or whose number the text begins with: `#FZ-20261126-0001 …`. */
async function incidentOf(chat: Chat, named: string | null, { picture }: GatewaySurroundings): Promise<string | null> {
  if (named !== null) return (await picture.record(INCIDENT, named)) === undefined ? null : named
  const number = /^#(\S{1,40})/.exec(chat.text)?.[1]
  if (number === undefined) return null
  const found = (await picture.records(INCIDENT)).find(({ fields }) => textField(fields, 'number') === number)
  return found?.id ?? null
}
