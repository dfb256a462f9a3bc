// A whole station that keeps files, seen through a view's link: calls, the list of an incident's files as the window shows
// it, and an end that can come at any time. Files are brought and read in parts, as a window does it.
import { createHash, randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import type { Result } from '../../shared/base/fault.ts'
import type { RowsFrame, StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { MethodAnswer, MethodInput, MethodName, TakenFile } from '../../shared/rpc/methods.ts'
import { FILE_PART_BYTES } from '../../shared/rpc/methods.ts'
import type { AttachmentRow, StatusRow } from '../../shared/rpc/rows.ts'
import type { Engine } from '../../station/engine/create-engine.ts'
import { createEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'
import { memoryPair } from '../../station/link/memory-pair.ts'
import type { LiveServer } from './live-server.ts'

const UNTIL_LIMIT_MS = 60_000
export const SPACE = 'fujian'

export interface FileStation {
  readonly folder: string
  readonly engine: Engine
  call<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<Result<MethodAnswer<Name>>>
  /** The answer, or the test fails. */
  must<Name extends MethodName>(method: Name, params: MethodInput<Name>): Promise<MethodAnswer<Name>>
  join(server: LiveServer): Promise<void>
  linked(): Promise<void>
  report(title: string): Promise<string>
  /** Brings a file in parts of `partBytes`; the last answer. */
  bring(name: string, bytes: Uint8Array, partBytes?: number): Promise<Result<TakenFile | null>>
  /** Brings and attaches; the id of the attachment. */
  attach(incident: string, name: string, bytes: Uint8Array, note?: string): Promise<string>
  /** Follows the files of an incident. */
  files(incident: string): FileList
  /** The bytes of an attachment that is here. */
  read(attachment: string): Promise<Result<Uint8Array>>
  /** Resolves when the bar says so. */
  untilStatus(holds: (status: StatusRow) => boolean): Promise<StatusRow>
  stop(): Promise<void>
}

export interface FileList {
  rows(): readonly AttachmentRow[]
  /** Every state the one row went through, in order, without repetitions. */
  readonly states: string[]
  until(holds: (rows: readonly AttachmentRow[]) => boolean): Promise<readonly AttachmentRow[]>
}

/** Opens a station on a folder; ended with the test if not before. */
export async function fileStation(folder: string, name: string, servers: readonly string[] = []): Promise<FileStation> {
  const created = await createEngine({
    folder,
    host: nodeHost(),
    logger: pino({ level: 'silent' }),
    nowMs: Date.now,
    servers,
    stationName: name,
  })
  if (!created.ok) throw new Error(`${created.fault.kind}: ${created.fault.message}`)
  const engine = created.value
  let isOpen = true
  const stop = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await engine.stop()
  }
  onTestFinished(stop)
  const [view, own] = memoryPair<ViewFrame, StationFrame>()
  engine.accept(own)
  const answers = new Map<number, (result: Result<unknown>) => void>()
  const watches = new Map<number, (frame: RowsFrame) => void>()
  let lastId = 0
  view.onFrame((frame) => {
    if (frame.t === 'result') answers.get(frame.id)?.({ ok: true, value: frame.value })
    if (frame.t === 'fault') answers.get(frame.id)?.({ ok: false, fault: frame.fault })
    if (frame.t !== 'rows') return
    watches.get(frame.id)?.(frame)
    view.send({ t: 'ack', id: frame.id, seq: frame.seq })
  })

  const call: FileStation['call'] = (method, params) =>
    new Promise((resolve) => {
      lastId += 1
      const id = lastId
      answers.set(id, (result) => {
        answers.delete(id)
        resolve(result as Result<MethodAnswer<typeof method>>)
      })
      view.send({ t: 'call', id, method, params })
    })
  const must: FileStation['must'] = async (method, params) => {
    const answer = await call(method, params)
    if (!answer.ok) throw new Error(`${method}: ${answer.fault.kind}: ${answer.fault.message}`)
    return answer.value
  }
  const linked = async (): Promise<void> => {
    const endMs = Date.now() + UNTIL_LIMIT_MS
    while (engine.sync.status.state !== 'linked' || !engine.store.spaces().includes(SPACE as never)) {
      if (Date.now() > endMs) throw new Error(`not linked: ${JSON.stringify(engine.sync.status)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  let status: StatusRow | undefined
  const statusLooks = new Set<() => void>()
  lastId += 1
  watches.set(lastId, ({ put }) => {
    status = (put as unknown as readonly StatusRow[]).at(-1) ?? status
    for (const look of [...statusLooks]) look()
  })
  view.send({ t: 'watch', id: lastId, watch: 'status', params: {} })
  const bring: FileStation['bring'] = async (name, bytes, partBytes = FILE_PART_BYTES) => {
    const upload = randomBytes(8).toString('hex')
    for (let offset = 0; ;) {
      const base64 = Buffer.from(bytes.subarray(offset, offset + partBytes)).toString('base64')
      const put = await call('putAttachment', { upload, name, total: bytes.length, offset, base64 })
      if (!put.ok) return put
      if (put.value.file !== null) return { ok: true, value: put.value.file }
      expect(put.value.have).toBeGreaterThan(offset)
      offset = put.value.have
    }
  }

  return {
    folder,
    engine,
    untilStatus: (holds) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(
          () => reject(new Error(`never came true: ${String(holds)}\n${JSON.stringify(status)}`)),
          UNTIL_LIMIT_MS,
        )
        const look = (): void => {
          if (status === undefined || !holds(status)) return
          clearTimeout(limit)
          statusLooks.delete(look)
          resolve(status)
        }
        statusLooks.add(look)
        look()
      }),
    call,
    must,
    linked,
    bring,
    stop,
    async join(server) {
      await must('join', { server: server.url, code: server.code(), stationName: name })
      await linked()
    },
    async report(title) {
      const done = await must('run', {
        space: SPACE,
        command: 'reportIncident',
        input: { title, category: '11A01' },
        callId: randomBytes(8).toString('hex'),
      })
      return done.id
    },
    async attach(incident, fileName, bytes, note = '') {
      const taken = await bring(fileName, bytes)
      if (!taken.ok || taken.value === null) throw new Error('the file was not taken')
      const done = await must('run', {
        space: SPACE,
        command: 'attachFile',
        input: { incident, name: fileName, note, ...taken.value },
        callId: randomBytes(8).toString('hex'),
      })
      return done.id
    },
    files(incident) {
      lastId += 1
      const id = lastId
      const rows = new Map<string, AttachmentRow>()
      const looks = new Set<() => void>()
      const states: string[] = []
      watches.set(id, ({ reset, put, del }) => {
        if (reset) rows.clear()
        for (const key of del) rows.delete(key)
        for (const row of put as unknown as readonly AttachmentRow[]) {
          rows.set(row.key, row)
          const state = row.sending === null ? row.file : `${row.file}/${row.sending}`
          if (states.at(-1) !== state) states.push(state)
        }
        for (const look of [...looks]) look()
      })
      view.send({ t: 'watch', id, watch: 'attachments', params: { space: SPACE, incident } })
      const now = (): readonly AttachmentRow[] => [...rows.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
      return {
        rows: now,
        states,
        until: (holds) =>
          new Promise((resolve, reject) => {
            const limit = setTimeout(() => {
              looks.delete(look)
              reject(new Error(`never came true: ${String(holds)}\n${JSON.stringify(now(), null, 1)}`))
            }, UNTIL_LIMIT_MS)
            const look = (): void => {
              if (!holds(now())) return
              clearTimeout(limit)
              looks.delete(look)
              resolve(now())
            }
            looks.add(look)
            look()
          }),
      }
    },
    async read(attachment) {
      const parts: Uint8Array[] = []
      for (let offset = 0; ;) {
        const part = await call('attachmentBytes', { space: SPACE, attachment, offset, length: FILE_PART_BYTES })
        if (!part.ok) return part
        parts.push(Buffer.from(part.value.base64, 'base64'))
        offset += parts.at(-1)?.length ?? 0
        if (offset >= part.value.bytes) return { ok: true, value: new Uint8Array(Buffer.concat(parts)) }
      }
    },
  }
}

/** Bytes that look like a picture and repeat nowhere; `seed` makes them another file. */
export function pictureBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = (seed * 2_654_435_761) >>> 0
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[index] = state >>> 24
  }
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return bytes
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
