// Calls of a running station over its local socket with the owner's token, as `fengsui call` makes them. Only for what a
// test needs before it begins (accounts, a seat that is joined); what is tested goes through the page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../../shared/base/json.ts'
import type { StationFrame, ViewFrame } from '../../../shared/rpc/frames.ts'
import type { Link } from '../../../shared/rpc/link.ts'
import type { MethodAnswer, MethodInput, MethodName } from '../../../shared/rpc/methods.ts'
import type { StatusRow } from '../../../shared/rpc/rows.ts'
import type { WatchName, WatchParams, WatchRow } from '../../../shared/rpc/watches.ts'
import { openSocketLink } from '../../../station/link/socket-client.ts'

const LIMIT_MS = 20_000

type Open = Link<ViewFrame, StationFrame>

async function overLink<Answer>(
  folder: string,
  what: string,
  work: (link: Open, resolve: (answer: Answer) => void, reject: (why: Error) => void) => void,
): Promise<Answer> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
  const opened = await openSocketLink(Number(read('station.port')), read('station.token'))
  if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
  const link = opened.value
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Answer>((resolve, reject) => {
      link.onClose((reason) => reject(new Error(reason)))
      timer = setTimeout(() => reject(new Error(`${what}: no answer`)), LIMIT_MS)
      work(link, resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    link.close('done')
  }
}

/** Makes one call; throws when the station refuses. */
export async function ask<Name extends MethodName>(
  folder: string,
  method: Name,
  params: MethodInput<Name>,
): Promise<MethodAnswer<Name>> {
  const answer = await overLink<Json>(folder, method, (link, resolve, reject) => {
    link.onFrame((frame) => {
      if (frame.t === 'result') resolve(frame.value)
      else if (frame.t === 'fault') reject(new Error(`${method}: ${frame.fault.kind}: ${frame.fault.message}`))
    })
    link.send({ t: 'call', id: 1, method, params })
  })
  return answer as MethodAnswer<Name>
}

/** Resolves with the station's status once it is as wanted. */
export function statusIs(folder: string, holds: (status: StatusRow) => boolean): Promise<StatusRow> {
  return overLink<StatusRow>(folder, 'status', (link, resolve, reject) => {
    link.onFrame((frame) => {
      if (frame.t === 'fault') reject(new Error(`status: ${frame.fault.kind}`))
      if (frame.t !== 'rows') return
      const found = (frame.put as unknown as readonly StatusRow[]).find(holds)
      if (found !== undefined) resolve(found)
      else link.send({ t: 'ack', id: 1, seq: frame.seq })
    })
    link.send({ t: 'watch', id: 1, watch: 'status', params: {} })
  })
}

/** The first page of a watch's rows. */
export function rowsOf<Name extends WatchName>(
  folder: string,
  watch: Name,
  params: WatchParams<Name>,
): Promise<readonly WatchRow<Name>[]> {
  return overLink<readonly WatchRow<Name>[]>(folder, watch, (link, resolve, reject) => {
    link.onFrame((frame) => {
      if (frame.t === 'fault') reject(new Error(`${watch}: ${frame.fault.kind}`))
      if (frame.t === 'rows') resolve(frame.put as unknown as readonly WatchRow<Name>[])
    })
    link.send({ t: 'watch', id: 1, watch, params })
  })
}
