// The program files.test.ts kills: a whole station on a folder that was prepared before; prints how the files of one incident
// stand whenever that changes. Arguments: folder, server, incident.
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import type { StationFrame, ViewFrame } from '../../shared/rpc/frames.ts'
import type { AttachmentRow } from '../../shared/rpc/rows.ts'
import { createEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'
import { memoryPair } from '../../station/link/memory-pair.ts'

const [folder = '', server = '', incident = '', officer = ''] = process.argv.slice(2)
const created = await createEngine({
  folder,
  host: nodeHost(),
  logger: pino({ level: 'silent' }),
  nowMs: Date.now,
  servers: [server],
  stationName: undefined,
})
if (!created.ok) throw new Error(created.fault.message)
const [view, own] = memoryPair<ViewFrame, StationFrame>()
created.value.accept(own)
view.onFrame((frame) => {
  if (frame.t === 'fault') throw new Error(frame.fault.message)
  if (frame.t === 'result') {
    view.send({ t: 'watch', id: 2, watch: 'attachments', params: { space: 'fujian', incident } })
    return
  }
  if (frame.t !== 'rows') return
  for (const row of frame.put as unknown as readonly AttachmentRow[])
    writeSync(1, `${row.file} ${row.have} ${row.sending ?? '-'} ${row.sentBytes}\n`)
  view.send({ t: 'ack', id: frame.id, seq: frame.seq })
})
// Known here from before, so also without the server.
view.send({ t: 'call', id: 1, method: 'signIn', params: { name: officer, password: 'a long password' } })
