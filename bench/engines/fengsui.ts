// Fengsui itself: the whole engine of a station, without a window, and a real coordination server.
import { pino } from 'pino'
import { toHex } from '../../shared/base/bytes.ts'
import type { Result } from '../../shared/base/fault.ts'
import { FaultError } from '../../shared/base/fault.ts'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { Draft } from '../../shared/commands/command.ts'
import { shownValue } from '../../shared/journal/merge.ts'
import { OFFICER } from '../../shared/model/directory.ts'
import { INCIDENT } from '../../shared/model/incident.ts'
import type { Engine as StationEngine } from '../../station/engine/create-engine.ts'
import { nodeHost } from '../../station/host/node-host.ts'
import { incidentFields, updateFields } from '../lib/incident-fields.ts'
import type { Update } from '../lib/workload.ts'
import { docOf, idOf, indexOf, updateOf } from '../lib/workload.ts'
import type { Engine, EngineServer, EngineStation, Seen, Ticket } from './engine.ts'

const SPACE: SpaceId = asId('fujian')
const WRITER = 'bench'
const PASSWORD = 'a long password for the bench'
const SEED_BATCH = 500
const silent = pino({ level: 'silent' })

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new FaultError(result.fault)
  return result.value
}

async function openServer(folder: string, port: number): Promise<EngineServer> {
  // Each process loads only what it runs: memory is measured.
  const { startServer } = await import('../../server/bin/start-server.ts')
  const { CENTRE } = await import('../../server/admin/first-start.ts')
  const server = value(
    await startServer({
      folder,
      host: '127.0.0.1',
      port,
      embedded: false,
      demo: undefined,
      logger: silent,
      nowMs: Date.now,
    }),
  )
  if (server.access.directory.officerNamed(WRITER) === undefined) {
    const fields = {
      name: WRITER,
      displayName: WRITER,
      agency: CENTRE,
      role: 'dutyOfficer',
      active: true,
      credentialVersion: 1,
    }
    await server.access.setPassword(WRITER, PASSWORD, 1, false)
    await server.access.setUp([{ kind: OFFICER, id: asId(WRITER), fields }])
  }
  return {
    ticket: async () => ({ address: server.url, code: await server.access.invite(CENTRE, 'bench', 600) }),
    stop: () => server.close(),
  }
}

class FengsuiStation implements EngineStation {
  readonly #engine: StationEngine
  readonly #looks = new Set<() => void>()
  #drafts: Draft[] = []
  #committing: Promise<void> | undefined

  constructor(engine: StationEngine, onSeen: (seen: Seen) => void) {
    this.#engine = engine
    engine.store.ensureSpace(SPACE)
    engine.store.onTouched((touched) => {
      if (touched.space === SPACE && !touched.all)
        for (const record of touched.records) if (record.kind === INCIDENT) this.#tell(record.id, onSeen)
      for (const look of this.#looks) look()
    })
  }

  async connect({ address, code }: Ticket, writer: boolean): Promise<void> {
    value(await this.#engine.sync.join(address, code ?? ''))
    if (!writer) return
    await this.#until(() => this.#engine.sync.status.state === 'linked')
    value(await this.#engine.sync.request('signIn', { name: WRITER, password: PASSWORD }))
  }

  disconnect(): Promise<void> {
    this.#engine.sync.setCutOff(true)
    return Promise.resolve()
  }

  reconnect(): Promise<void> {
    this.#engine.sync.setCutOff(false)
    return Promise.resolve()
  }

  mark(): string {
    return toHex(this.#engine.store.facts(SPACE).digest)
  }

  complete(count: number, mark: string | null): Promise<void> {
    return this.#until(() => {
      const facts = this.#engine.store.facts(SPACE)
      return facts.records >= count && (mark === null || toHex(facts.digest) === mark)
    })
  }

  async seed(from: number, to: number, updates: number): Promise<void> {
    for (let round = 0; round <= updates; round += 1) {
      for (let start = from; start < to; start += SEED_BATCH) {
        const drafts: Draft[] = []
        for (let index = start; index < Math.min(start + SEED_BATCH, to); index += 1)
          drafts.push(
            draft(
              index,
              round === 0 ? incidentFields(docOf(index)) : updateFields(updateOf(index, round, 'seed', round)),
            ),
          )
        this.#commit(drafts)
        await nextTurn()
      }
    }
  }

  /** What is written in one turn shares a transaction and its wait for the disk, as a gateway's writes do. */
  put(index: number, update: Update): Promise<void> {
    this.#drafts.push(draft(index, updateFields(update)))
    this.#committing ??= Promise.resolve().then(() => {
      const drafts = this.#drafts
      this.#drafts = []
      this.#committing = undefined
      this.#commit(drafts)
    })
    return this.#committing
  }

  flushed(): Promise<void> {
    return this.#until(() => this.#engine.store.facts(SPACE).waiting === 0)
  }

  digest(): Promise<string> {
    return Promise.resolve(this.mark())
  }

  losersReadable(from: number, to: number): Promise<number> {
    let readable = 0
    for (let index = from; index < to; index += 1) {
      const heads = this.#engine.store.read(SPACE, INCIDENT, recordOf(index))?.fields.get('note')?.heads ?? []
      const notes = heads.map((head) => head.value)
      if (notes.includes(updateOf(index, 2, 'A', 1).note) && notes.includes(updateOf(index, 3, 'B', 1).note))
        readable += 1
    }
    return Promise.resolve(readable)
  }

  settled(): Promise<void> {
    return this.#until(() => this.#engine.store.facts(SPACE).backfill === null)
  }

  close(): Promise<void> {
    return this.#engine.stop()
  }

  #commit(drafts: readonly Draft[]): void {
    value(this.#engine.store.commit(SPACE, drafts, { officer: asId(WRITER), nowMs: Date.now() }))
  }

  #tell(id: RecordId, onSeen: (seen: Seen) => void): void {
    const state = this.#engine.store.read(SPACE, INCIDENT, id)
    if (state === undefined) return
    const [n, t, editor] = [shownValue(state, 'n'), shownValue(state, 't'), shownValue(state, 'editor')]
    onSeen({ index: indexOf(id), n: Number(n), t: Number(t), editor: typeof editor === 'string' ? editor : '' })
  }

  /** Looks after every commit, and now and then: facts such as a cursor change without one. */
  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setInterval(() => look(), 20)
      const look = (): void => {
        if (!holds()) return
        clearInterval(timer)
        this.#looks.delete(look)
        resolve()
      }
      this.#looks.add(look)
      look()
    })
  }
}

function recordOf(index: number): RecordId {
  return asId(idOf(index))
}

function draft(index: number, fields: JsonFields): Draft {
  return { kind: INCIDENT, id: recordOf(index), fields }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export const fengsui: Engine = {
  keepsData: true,
  breath: 20,
  openServer,
  async openStation(folder, name, onSeen) {
    const { createEngine } = await import('../../station/engine/create-engine.ts')
    const engine = value(
      await createEngine({
        folder,
        host: nodeHost(),
        logger: silent,
        nowMs: Date.now,
        servers: [],
        stationName: name,
      }),
    )
    return new FengsuiStation(engine, onSeen)
  },
}
