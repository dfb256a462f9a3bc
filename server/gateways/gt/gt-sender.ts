// Messages of China's warning form that go out: made when an alert changes, queued, written into the folder and posted until
// the other side has taken them.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { convertPosition } from '../../../shared/geo/coordinate-systems.ts'
import { gtOfAlert } from '../../../shared/interop/gt/alert-to-gt.ts'
import { gtFileName, gtIdentifier } from '../../../shared/interop/gt/gt-model.ts'
import { writeGt } from '../../../shared/interop/gt/write-gt.ts'
import type { GtSettings } from '../../../shared/interop/settings/gt.ts'
import type { GatewaySurroundings, Outgoing } from '../gateway.ts'
import type { Names } from '../warnings/names.ts'
import type { SentName, ToTell } from '../warnings/own-alerts.ts'
import { systemOf } from './gt-taker.ts'

const TIME_LIMIT_MS = 30_000
/** A second holds no more messages than this. */
const MAX_SERIAL = 999

type Here = Pick<GatewaySurroundings, 'queue' | 'notes'>

export class GtSender {
  readonly #here: Here
  readonly #settings: GtSettings
  readonly #names: Names

  constructor(here: Here, settings: GtSettings, names: Names) {
    this.#here = here
    this.#settings = settings
    this.#names = names
  }

  /** Makes the message about an alert and queues it. */
  tell(alert: ToTell): Result<SentName> {
    const { senderCode, senderName, methods, datum } = this.#settings
    const identifier = this.#freeIdentifier(alert.sentMs)
    if (identifier === undefined) return refuse('busy', 'too many messages in one second')
    const message = gtOfAlert(alert.fields, {
      ...{ senderCode, senderName, identifier, methods },
      sentMs: alert.sentMs,
      references: alert.before.map((name) => name.identifier),
      divisionName: this.#names.division,
      fromWgs84: (point) => convertPosition(point, 'WGS84', systemOf(datum)),
    })
    const document = writeGt(message)
    if (!document.ok) return document
    this.#here.notes.set(`g:${identifier}`, alert.id)
    this.#here.queue({
      id: gtFileName(message),
      body: new TextEncoder().encode(document.value),
      about: message.infos[0]?.headline ?? identifier,
    })
    return ok({ sender: senderCode, identifier, sentMs: alert.sentMs })
  }

  /** True for an identifier we gave. */
  isOwn(identifier: string): boolean {
    return this.#here.notes.get(`g:${identifier}`) !== undefined
  }

  /** Delivers a queued message to everywhere it goes; tried again as a whole. */
  async send({ id, body }: Outgoing): Promise<Result<null>> {
    const { folderOut, postUrl } = this.#settings
    if (folderOut !== '') {
      const written = await this.#write(folderOut, id, body)
      if (!written.ok) return written
    }
    return postUrl === '' ? ok(null) : this.#post(postUrl, id, body)
  }

  #freeIdentifier(sentMs: number): string | undefined {
    for (let serial = 0; serial <= MAX_SERIAL; serial += 1) {
      const identifier = gtIdentifier(this.#settings.senderCode, sentMs, serial)
      if (!this.isOwn(identifier)) return identifier
    }
    return undefined
  }

  /** Written whole or not at all: whoever watches the folder never reads half a message. */
  async #write(folder: string, name: string, body: Uint8Array): Promise<Result<null>> {
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `${name}.part`), body)
      await rename(join(folder, `${name}.part`), join(folder, name))
      return ok(null)
    } catch (error) {
      return refuse('fileUnreadable', `cannot write ${name}: ${messageOf(error)}`, { folder })
    }
  }

  async #post(url: string, name: string, body: Uint8Array): Promise<Result<null>> {
    const { authorization } = this.#settings
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/xml; charset=utf-8',
          'content-disposition': `attachment; filename="${name}"`,
          'user-agent': 'Fengsui',
          ...(authorization === '' ? {} : { authorization }),
        },
        body: Buffer.from(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
      })
      await response.body?.cancel()
      return response.ok
        ? ok(null)
        : refuse('linkLost', `answered ${String(response.status)}`, { status: response.status })
    } catch (error) {
      return refuse('linkLost', `cannot post ${name}: ${messageOf(error)}`)
    }
  }
}

/** `fetch failed` says nothing; its cause does. */
function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
