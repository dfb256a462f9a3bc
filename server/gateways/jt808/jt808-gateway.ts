// The gateway `jt808`: the platform side of JT/T 808, which vehicle terminals call over TCP.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { Datum } from '../../../shared/interop/datum.ts'
import type { Jt808Frame } from '../../../shared/interop/jt808/frame.ts'
import { FrameCutter, hexWord, readFrame } from '../../../shared/interop/jt808/frame.ts'
import type { VehiclePosition } from '../../../shared/interop/jt808/messages.ts'
import { phoneKey, placeOf } from '../../../shared/interop/jt808/track.ts'
import { alarmWords } from '../../../shared/interop/jt808/wording.ts'
import { jt808Settings } from '../../../shared/interop/settings/jt808.ts'
import { listenTcp } from '../doors.ts'
import { Pace } from '../field/pace.ts'
import { readPaced } from '../field/read-paced.ts'
import { Refusals } from '../field/refusals.ts'
import { keepSwept } from '../field/track-sweep.ts'
import type { GatewayKind } from '../gateway.ts'
import { Jt808Intake } from './intake.ts'
import { Session, positionsOf } from './session.ts'
import { Terminals } from './terminals.ts'

export const jt808Gateway: GatewayKind<typeof jt808Settings> = {
  kind: 'jt808',
  settings: jt808Settings,
  async start(here, settings) {
    const { host, port, tls, maxConnections, maxPerSecond, requiresAuthentication, datum } = settings
    const terminals = new Terminals(here, settings)
    const intake = new Jt808Intake(here, settings)
    const refusals = new Refusals(here.health, here.nowMs)
    let peers = 0
    const door = await listenTcp({ host, port, tls, maxConnections }, (socket) => {
      const session = new Session({ here, terminals, intake, refusals, requiresAuthentication }, socket)
      here.health.peers((peers += 1))
      socket.on('close', () => here.health.peers((peers -= 1)))
      readPaced(socket, new Pace(maxPerSecond), here.nowMs, (bytes) => session.push(bytes))
    })
    here.health.peers(0)
    const stopSweeping = keepSwept(() => intake.sweep())
    return {
      listens: [door.address],
      async take(bytes, { dryRun }) {
        const read = readFrames(bytes)
        if (!read.ok) return read
        const { found, odd } = read.value
        const lines = found.flatMap(({ frame, positions }) =>
          positions.length === 0
            ? [`${hexWord(frame.id)} ${phoneKey(frame.phone)}`]
            : positions.map((position) => lineOf(terminals.vehicle(phoneKey(frame.phone)).name, position, datum)),
        )
        if (!dryRun) {
          for (const { frame, positions } of found) intake.take(terminals.vehicle(phoneKey(frame.phone)), positions)
          here.health.took(found.length)
          await intake.settled()
        }
        return ok({ lines, odd })
      },
      async close() {
        stopSweeping()
        await door.close()
        await intake.settled()
      },
    }
  },
}

interface Found {
  readonly frame: Jt808Frame
  readonly positions: readonly VehiclePosition[]
}

/** Frames given by hand; refused when none of them can be read. */
function readFrames(bytes: Uint8Array): Result<{ readonly found: readonly Found[]; readonly odd: readonly string[] }> {
  const results = new FrameCutter().push(bytes).map((escaped): Result<Found> => {
    const frame = readFrame(escaped)
    if (!frame.ok) return frame
    const positions = positionsOf(frame.value)
    return positions.ok ? ok({ frame: frame.value, positions: positions.value }) : positions
  })
  const found = results.flatMap((result) => (result.ok ? [result.value] : []))
  const refused = results.flatMap((result) => (result.ok ? [] : [result.fault]))
  const [first] = refused
  if (found.length > 0) return ok({ found, odd: refused.map(({ message }) => message) })
  return first === undefined ? refuse('malformed', 'no frame between 7E and 7E') : { ok: false, fault: first }
}

function lineOf(name: string, position: VehiclePosition, datum: Datum): string {
  const place = placeOf(position, datum)
  const where = place === null ? '—' : `${place.lat}, ${place.lon}`
  return `${name} ${where} ${position.speedKmh} km/h ${alarmWords(position.alarms).join('、')}`.trim()
}
