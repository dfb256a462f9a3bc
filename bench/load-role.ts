// A process of the load bench, driven over IPC: the server under test, a bare Socket.IO server that passes on what it is sent,
// or a part of the stations.   node bench/load-role.ts fengsui|plain server|stations
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { serveRole } from './lib/role-process.ts'
import { fengsuiServer, memory } from './load/fengsui-server.ts'
import type { LoadServer } from './load/fengsui-server.ts'
import type { Mode } from './load/station.ts'
import { loadStations } from './load/stations-role.ts'

const [mode = 'fengsui', role = 'stations'] = process.argv.slice(2)

/** No journal, no check, no disk: what the transport alone costs. */
function plainServer(): LoadServer {
  let io: Server | undefined
  return {
    start(_folder, port) {
      const http = createServer()
      io = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false })
      io.on('connection', (socket) => {
        socket.on('push', (frame: Uint8Array, acknowledge: (bytes: Uint8Array) => void) => {
          io?.emit('live', frame)
          acknowledge(Uint8Array.of(1))
        })
      })
      return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${port}`)))
    },
    admit: () => Promise.resolve(),
    stored: () => Promise.resolve([]),
    tip: () => Promise.resolve(0),
    memory: () => Promise.resolve(memory()),
    cpuMs: () => Promise.resolve((process.cpuUsage().user + process.cpuUsage().system) / 1_000),
  }
}

if (role === 'server') serveRole(mode === 'plain' ? plainServer() : fengsuiServer())
else serveRole(loadStations(mode as Mode))
