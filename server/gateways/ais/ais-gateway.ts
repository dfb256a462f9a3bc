// The gateway `ais`: sentences of AIS receivers by a TCP feed it calls, by receivers that call it, or by datagrams.
import { ok } from '../../../shared/base/fault.ts'
import { AisReader } from '../../../shared/interop/ais/reader.ts'
import type { AisSettings } from '../../../shared/interop/settings/ais.ts'
import { aisSettings } from '../../../shared/interop/settings/ais.ts'
import { listenTcp, listenUdp } from '../doors.ts'
import { Pace } from '../field/pace.ts'
import { readPaced } from '../field/read-paced.ts'
import { SteadyClient } from '../field/steady-client.ts'
import { keepSwept } from '../field/track-sweep.ts'
import type { GatewayKind, GatewaySurroundings } from '../gateway.ts'
import { AisIntake } from './intake.ts'

/** Senders of datagrams whose sentences may be half told at once. */
const MAX_SENDERS = 256
const MAX_PEERS = 50

export const aisGateway: GatewayKind<typeof aisSettings> = {
  kind: 'ais',
  settings: aisSettings,
  async start(here, settings) {
    const intake = new AisIntake(here, settings)
    const source = await openSource(here, settings, intake)
    // One reader for all that is given by hand: a recording may hold a message's sentences apart.
    const byHand = new AisReader()
    const stopSweeping = keepSwept(() => intake.sweep())
    return {
      listens: source.listens,
      async take(bytes, { dryRun }) {
        const read = intake.read(bytes)
        if (!read.ok || dryRun) return read
        const now = here.nowMs()
        await intake.take([...byHand.push(bytes, now), ...byHand.end(now)])
        return ok(read.value)
      },
      async close() {
        stopSweeping()
        await source.close()
        await intake.settled()
      },
    }
  },
}

interface Source {
  readonly listens: readonly string[]
  close(): Promise<void>
}

async function openSource(here: GatewaySurroundings, settings: AisSettings, intake: AisIntake): Promise<Source> {
  const { mode, host, port, tls } = settings
  const newPace = (): Pace => new Pace(settings.maxPerSecond)
  if (mode === 'udp') return openUdp(here, settings, intake, newPace())
  if (mode === 'client') {
    const client = new SteadyClient(here, { host, port }, (socket) => {
      const reader = new AisReader()
      readPaced(socket, newPace(), here.nowMs, (bytes) => takeBytes(reader, bytes, here, intake))
    })
    return { listens: [], close: () => client.close() }
  }
  let peers = 0
  const door = await listenTcp({ host, port, tls, maxConnections: MAX_PEERS }, (socket) => {
    const reader = new AisReader()
    here.health.peers((peers += 1))
    socket.on('close', () => here.health.peers((peers -= 1)))
    readPaced(socket, newPace(), here.nowMs, (bytes) => takeBytes(reader, bytes, here, intake))
  })
  here.health.peers(0)
  return { listens: [door.address], close: () => door.close() }
}

/** A datagram holds whole lines; parts of a message may come in several of them. */
async function openUdp(
  here: GatewaySurroundings,
  { host, port }: AisSettings,
  intake: AisIntake,
  pace: Pace,
): Promise<Source> {
  const readers = new Map<string, AisReader>()
  let deafUntilMs = 0
  const door = await listenUdp({ host, port }, (bytes, from) => {
    const now = here.nowMs()
    if (now < deafUntilMs) return
    const reader = readers.get(from) ?? new AisReader()
    readers.delete(from)
    readers.set(from, reader)
    const [longest] = readers.size > MAX_SENDERS ? readers.keys() : []
    if (longest !== undefined) readers.delete(longest)
    const items = [...reader.push(bytes, now), ...reader.end(now)]
    void intake.take(items)
    const waitMs = pace.take(items.length, now)
    if (waitMs > 0) deafUntilMs = now + waitMs
  })
  return { listens: [door.address], close: () => door.close() }
}

/** Gives how many messages the bytes held. */
function takeBytes(reader: AisReader, bytes: Uint8Array, here: GatewaySurroundings, intake: AisIntake): number {
  const items = reader.push(bytes, here.nowMs())
  void intake.take(items)
  return items.length
}
