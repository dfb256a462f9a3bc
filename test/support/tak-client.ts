// A TAK client on a real socket, for tests: XML or, once agreed, protobuf; TCP or TLS with a certificate.
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { onTestFinished, vi } from 'vitest'
import { RESPONSE, isAccepted, request } from '../../shared/interop/cot/control.ts'
import type { Cut } from '../../shared/interop/cot/cut-stream.ts'
import { StreamCutter } from '../../shared/interop/cot/cut-stream.ts'
import type { CotEvent } from '../../shared/interop/cot/event.ts'
import { streamFrame } from '../../shared/interop/cot/frames.ts'
import { readCotProto, writeCotProto } from '../../shared/interop/cot/proto-event.ts'
import { readCotXml } from '../../shared/interop/cot/read-event.ts'
import { writeCotXml } from '../../shared/interop/cot/write-event.ts'

const LIMIT_MS = 15_000

export interface TakClient {
  readonly socket: Socket
  readonly got: readonly CotEvent[]
  /** Forms of what came, in order. */
  readonly forms: readonly Cut['kind'][]
  /** Text or bytes as they are. */
  write(raw: string | Uint8Array): void
  /** An event in the form agreed. */
  say(event: CotEvent): void
  /** Waits for an event that fits. */
  hears(fits: (event: CotEvent) => boolean): Promise<CotEvent>
  /** Asks for protobuf and waits for the answer. */
  askProtobuf(): Promise<boolean>
  /** Waits until the other side ended the connection; the error when it ended so. */
  ended(): Promise<Error | null>
}

export interface TakClientPlan {
  readonly port: number
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string }
}

/** Connects; resolves at once, so that a test sees a refusal as well. */
export function takClient({ port, tls }: TakClientPlan): TakClient {
  const read = (path: string | undefined): Buffer | undefined => (path === undefined ? undefined : readFileSync(path))
  const socket =
    tls === undefined
      ? connectTcp({ host: '127.0.0.1', port })
      : connectTls({
          ...{ host: '127.0.0.1', port, ca: read(tls.ca), cert: read(tls.certificate), key: read(tls.key) },
          rejectUnauthorized: true,
        })
  return takClientOn(socket)
}

/** The same on a socket that is there already: the side of a TAK server. */
export function takClientOn(socket: Socket): TakClient {
  const got: CotEvent[] = []
  const forms: Cut['kind'][] = []
  const cutter = new StreamCutter()
  let isProtobuf = false
  let over: Error | null | undefined
  socket.on('data', (piece: Buffer) => {
    for (const cut of cutter.push(piece)) {
      forms.push(cut.kind)
      if (cut.kind !== 'xml' && cut.kind !== 'protobuf') continue
      const event = cut.kind === 'xml' ? readCotXml(cut.bytes, 0) : readCotProto(cut.bytes, 0)
      if (event.ok && event.value !== null) got.push(event.value.event)
    }
  })
  socket.on('error', (error) => (over = error))
  socket.on('close', () => (over ??= null))
  onTestFinished(() => void socket.destroy())
  const hears: TakClient['hears'] = (fits) =>
    vi.waitFor(
      () => {
        const found = got.find((event) => fits(event))
        if (found === undefined) throw new Error(`not among ${got.map(({ type, uid }) => `${type} ${uid}`).join(', ')}`)
        return found
      },
      { timeout: LIMIT_MS, interval: 10 },
    )
  return {
    ...{ socket, got, forms, hears },
    write: (raw) => void socket.write(raw),
    say(event) {
      socket.write(isProtobuf ? streamFrame(writeCotProto(event)) : writeCotXml(event))
    },
    async askProtobuf() {
      const offered = await hears(({ type }) => type === 't-x-takp-v')
      socket.write(writeCotXml(request(offered.uid, 0)))
      isProtobuf = isAccepted(await hears(({ type }) => type === RESPONSE))
      return isProtobuf
    },
    ended: () =>
      vi.waitFor(
        () => {
          if (over === undefined) throw new Error('still connected')
          return over
        },
        { timeout: LIMIT_MS, interval: 10 },
      ),
  }
}

export interface Said {
  readonly uid: string
  readonly type: string
  readonly callsign?: string
  readonly detail?: CotEvent['detail']
  readonly lat?: number
  readonly lon?: number
  readonly how?: string
  readonly opex?: string
  readonly atMs?: number
  readonly lastsMs?: number
}

/** An event as a client makes one now. */
export function said({
  uid,
  type,
  callsign = uid,
  detail = [],
  lat = 26.05,
  lon = 119.28,
  how = 'm-g',
  opex,
  atMs = Date.now(),
  lastsMs = 300_000,
}: Said): CotEvent {
  const contact = { tag: 'contact', attributes: { callsign, endpoint: '*:-1:stcp' }, children: [] }
  return {
    ...{ uid, type, how, timeMs: atMs, startMs: atMs, staleMs: atMs + lastsMs, opex: opex ?? null },
    ...{ access: null, qos: null, point: { lat, lon, hae: null, ce: 5, le: null }, detail: [contact, ...detail] },
  }
}
