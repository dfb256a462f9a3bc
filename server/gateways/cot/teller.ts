// What TAK clients are told of ours: where the centre is (so that it is a contact one can write to), open incidents as alarms,
// lines of the log as chat. Sent as it happens, again before it grows old, and all of it to a client that comes.
import type { JsonFields } from '../../../shared/base/json.ts'
import { writeChat } from '../../../shared/interop/cot/chat.ts'
import { deletion } from '../../../shared/interop/cot/control.ts'
import type { CotEvent } from '../../../shared/interop/cot/event.ts'
import { cut } from '../../../shared/interop/cot/event.ts'
import { OWN_UID } from '../../../shared/interop/cot/incident-in.ts'
import {
  incidentEvent,
  incidentOfUid,
  isShown,
  opexOf,
  uidOfIncident,
} from '../../../shared/interop/cot/incident-out.ts'
import type { CotSettings } from '../../../shared/interop/settings/cot.ts'
import { xml } from '../../../shared/interop/xml/write-xml.ts'
import { textField, timeField } from '../../../shared/model/fields.ts'
import { INCIDENT } from '../../../shared/model/incident.ts'
import { LOG_ENTRY } from '../../../shared/model/log-entry.ts'
import type { GatewaySurroundings, Told } from '../gateway.ts'
import { OutEvent } from './out-event.ts'

const MINUTE_MS = 60_000
/** Lines of the log from before this are no news: told when the server was down for long. */
const MAX_LINE_AGE_MS = 60 * MINUTE_MS

export class Teller {
  readonly ownUid: string
  readonly #around: GatewaySurroundings
  readonly #settings: CotSettings
  readonly #send: (outs: readonly OutEvent[]) => void
  /** Incidents that are on the clients' maps. */
  readonly #shown = new Map<string, JsonFields>()
  readonly #opex: string | null
  #timer: NodeJS.Timeout | undefined

  constructor(around: GatewaySurroundings, settings: CotSettings, send: (outs: readonly OutEvent[]) => void) {
    this.#around = around
    this.#settings = settings
    this.#send = send
    this.ownUid = `${OWN_UID}${around.id}`
    this.#opex = opexOf(around.spaceKind, around.space)
  }

  /** Reads what there is and begins to send it again and again. */
  async open(): Promise<void> {
    if (this.#settings.tellIncidents)
      for (const { id, fields } of await this.#around.picture.records(INCIDENT))
        if (this.#isTold(id, fields)) this.#shown.set(id, fields)
    this.#timer = setInterval(() => this.#send(this.everything()), this.#settings.resendMinutes * MINUTE_MS)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** All there is to tell now. */
  everything(): readonly OutEvent[] {
    return [new OutEvent(this.#self()), ...[...this.#shown].flatMap(([id, fields]) => this.#incident(id, fields))]
  }

  committed(told: readonly Told[]): void {
    for (const one of told) {
      if (one.kind === INCIDENT && this.#settings.tellIncidents) this.#tellIncident(one)
      if (one.kind === LOG_ENTRY && !one.isOwn) void this.#tellLine(one)
    }
  }

  #tellIncident({ id, fields }: Told): void {
    if (this.#isTold(id, fields)) {
      this.#shown.set(id, fields)
      this.#send(this.#incident(id, fields))
    } else if (this.#shown.delete(id)) {
      const uid = uidOfIncident(id)
      this.#send([new OutEvent(deletion(uid, 'b-l', `${uid}.gone`, this.#around.nowMs()))])
    }
  }

  /** What came from TAK clients by this gateway is on their maps already, under their own uid. */
  #isTold(id: string, fields: JsonFields): boolean {
    const { name, author } = this.#around
    if (!isShown(fields) || fields['position'] === null || fields['linkedSystem'] === cut(name, 60)) return false
    const uid = textField(fields, 'linkedNumber')
    // It came before the gateway was given another name, or from another Fengsui over another TAK network: passed on, it
    // would come round as a third.
    return uid === null || (author.idFor(`incident/${uid}`) !== id && incidentOfUid(uid) === null)
  }

  #incident(id: string, fields: JsonFields): readonly OutEvent[] {
    const { resendMinutes, withDescription } = this.#settings
    const nowMs = this.#around.nowMs()
    const staleMs = nowMs + 2 * resendMinutes * MINUTE_MS
    const event = incidentEvent(id, fields, { nowMs, staleMs, opex: this.#opex, withDescription })
    return event === null ? [] : [new OutEvent(event)]
  }

  async #tellLine({ id, fields }: Told): Promise<void> {
    const { tellLog, callsign, chatRoom, position } = this.#settings
    const { picture, nowMs, logger } = this.#around
    const text = textField(fields, 'text')
    const atMs = timeField(fields, 'at') ?? nowMs()
    if (tellLog === 'none' || text === null || nowMs() - atMs > MAX_LINE_AGE_MS) return
    try {
      const incident = textField(fields, 'incident')
      const about = incident === null ? undefined : await picture.record(INCIDENT, incident)
      if (about === undefined ? tellLog !== 'all' || incident !== null : about['sensitive'] === true) return
      const title = about === undefined ? '' : `[${textField(about, 'title') ?? ''}] `
      const chat = {
        ...{ message: id, senderUid: this.ownUid, sender: callsign, room: chatRoom, roomId: chatRoom },
        ...{ text: `${title}${text}`, opex: this.#opex },
        point: position === null ? null : { ...position, hae: null, ce: null, le: null },
      }
      this.#send([new OutEvent(writeChat(chat, nowMs()))])
    } catch (error) {
      logger.warn({ err: error }, 'a line of the log could not be told to TAK clients')
    }
  }

  /** The centre as a contact. */
  #self(): CotEvent {
    const { callsign, position, resendMinutes } = this.#settings
    const nowMs = this.#around.nowMs()
    return {
      uid: this.ownUid,
      type: 'a-f-G-U-C',
      how: 'h-e',
      timeMs: nowMs,
      startMs: nowMs,
      staleMs: nowMs + 2 * resendMinutes * MINUTE_MS,
      opex: this.#opex,
      access: null,
      qos: null,
      point: position === null ? null : { ...position, hae: null, ce: null, le: null },
      detail: [
        xml('contact', { callsign, endpoint: '*:-1:stcp' }),
        xml('__group', { name: 'White', role: 'HQ' }),
        xml('takv', { platform: 'Fengsui', version: '1', device: 'server', os: 'server' }),
      ],
    }
  }
}
