// What a running station's status bar shows, asked for over its local socket with the owner's token.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { StatusRow } from '../../shared/rpc/rows.ts'
import { openSocketLink } from '../../station/link/socket-client.ts'

const LIMIT_MS = 30_000

/** Resolves with the status of the station on `folder` as soon as it is as wanted. */
export async function stationStatus(folder: string, holds: (status: StatusRow) => boolean): Promise<StatusRow> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()
  const opened = await openSocketLink(Number(read('station.port')), read('station.token'))
  if (!opened.ok) throw new Error(`${opened.fault.kind}: ${opened.fault.message}`)
  const link = opened.value
  const { promise, resolve, reject } = Promise.withResolvers<StatusRow>()
  let newest: StatusRow | undefined
  const limit = setTimeout(
    () => reject(new Error(`never came true: ${String(holds)}\n${JSON.stringify(newest)}`)),
    LIMIT_MS,
  )
  link.onClose((reason) => reject(new Error(reason)))
  link.onFrame((frame: StationFrame) => {
    if (frame.t === 'fault') reject(new Error(frame.fault.message))
    if (frame.t !== 'rows') return
    newest = (frame.put as unknown as readonly StatusRow[]).at(-1) ?? newest
    link.send({ t: 'ack', id: frame.id, seq: frame.seq } satisfies ViewFrame)
    if (newest !== undefined && holds(newest)) resolve(newest)
  })
  link.send({ t: 'watch', id: 1, watch: 'status', params: {} })
  try {
    return await promise
  } finally {
    clearTimeout(limit)
    link.close('seen')
  }
}
