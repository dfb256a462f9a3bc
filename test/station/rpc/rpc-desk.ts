// A real desk (store, query hub) behind a real RPC server, and views on it over each kind of link.
import { MessageChannel } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { ok, refuse } from '../../../shared/base/fault.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { JsonFields } from '../../../shared/base/json.ts'
import type { RowsFrame, StationFrame, ViewFrame } from '../../../shared/rpc/frames.ts'
import type { Link } from '../../../shared/rpc/link.ts'
import type { OfficerView } from '../../../shared/rpc/rows.ts'
import { openLocalSocket } from '../../../station/link/local-socket.ts'
import { memoryPair } from '../../../station/link/memory-pair.ts'
import { portLink } from '../../../station/link/port-link.ts'
import { openSocketLink } from '../../../station/link/socket-client.ts'
import type { OpenWatch, QueryHub, Viewer } from '../../../station/query/query-hub.ts'
import { RpcServer } from '../../../station/rpc/rpc-server.ts'
import type { Handlers } from '../../../station/rpc/rpc-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import type { QueryDesk } from '../query/query-desk.ts'
import { CHEN, queryDesk } from '../query/query-desk.ts'

export const CARRIERS = ['memory', 'MessagePort', 'WebSocket'] as const
export type Carrier = (typeof CARRIERS)[number]

export const NOBODY: Viewer = { officer: asId(''), role: null }
export const LIN: Viewer = { officer: asId('lin'), role: 'commander' }
const TOKEN = 'token of the folder'

type ViewLink = Link<ViewFrame, StationFrame>

export interface RpcDesk extends QueryDesk {
  readonly server: RpcServer
  readonly logged: string[]
  /** How often `run` was carried out. */
  readonly runs: { count: number }
  /** Watches of the hub that are open now. */
  readonly held: ReadonlySet<OpenWatch>
  /** `relink` is answered when this is called. */
  release(): void
  signIn(viewer: Viewer): void
  /** A new link of a view; both ends are live. */
  link(): Promise<ViewLink>
  view(): Promise<RawView>
}

/** Opens a desk whose views come over `carrier`. Chen is signed in. */
export async function rpcDesk(carrier: Carrier): Promise<RpcDesk> {
  const desk = await queryDesk()
  const runs = { count: 0 }
  const logged: string[] = []
  const held = new Set<OpenWatch>()
  const gate = Promise.withResolvers<undefined>()
  let viewer = CHEN
  function signIn(given: Viewer): void {
    viewer = given
    server.viewerChanged()
  }
  const server: RpcServer = new RpcServer({
    hub: countingHub(desk.hub, held),
    handlers: handlersOf(desk, runs, gate.promise, signIn),
    viewer: () => viewer,
    log: (_detail, message) => logged.push(message),
  })
  onTestFinished(() => server.close())
  const link = await linkMaker(carrier, server)
  return {
    ...desk,
    server,
    logged,
    runs,
    held,
    release: () => gate.resolve(undefined),
    signIn,
    link,
    view: async () => new RawView(await link()),
  }
}

/** The real hub, noting which watches are open. */
function countingHub(hub: QueryHub, held: Set<OpenWatch>): QueryHub {
  return {
    methods: hub.methods,
    attachments: hub.attachments,
    ambient: hub.ambient,
    changed: (what) => hub.changed(what),
    warm: (budgetMs) => hub.warm(budgetMs),
    close: () => hub.close(),
    open(name, params, viewer) {
      const watch = hub.open(name, params, viewer)
      const noted: OpenWatch = {
        first: () => watch.first(),
        onDelta: (listener) => watch.onDelta(listener),
        ack: () => watch.ack(),
        close() {
          held.delete(noted)
          watch.close()
        },
      }
      held.add(noted)
      return noted
    },
  }
}

async function linkMaker(carrier: Carrier, server: RpcServer): Promise<() => Promise<ViewLink>> {
  if (carrier === 'memory') {
    return () => {
      const [view, station] = memoryPair<ViewFrame, StationFrame>()
      server.accept(station)
      return Promise.resolve(view)
    }
  }
  if (carrier === 'MessagePort') {
    return () => {
      const { port1, port2 } = new MessageChannel()
      onTestFinished(() => port1.close())
      server.accept(portLink(port2, false))
      return Promise.resolve(portLink(port1, false))
    }
  }
  const socket = await openLocalSocket({
    port: 0,
    folder: scratchFolder(),
    secret: new Uint8Array(32).fill(7),
    token: TOKEN,
    origins: [],
    nowMs: Date.now,
    health: () => ({}),
    onLink: (link) => server.accept(link),
  })
  onTestFinished(() => socket.close())
  return async () => {
    const opened = await openSocketLink(socket.port, TOKEN)
    if (!opened.ok) throw new Error(opened.fault.message)
    return opened.value
  }
}

/** Handlers over the desk's own methods; what only an engine can do is refused. */
function handlersOf(
  { hub: { methods }, write }: QueryDesk,
  runs: { count: number },
  gate: Promise<undefined>,
  signIn: (viewer: Viewer) => void,
): Handlers {
  function notHere(): ReturnType<typeof refuse> {
    return refuse('offline', 'not at this desk')
  }
  return {
    signIn: ({ name }) => {
      signIn({ officer: asId(name), role: 'dutyOfficer' })
      return ok(officerView(name))
    },
    typeset: notHere,
    stillHere: () => ok(null),
    signOut: () => {
      signIn(NOBODY)
      return ok(null)
    },
    run: async ({ input }, { officer }) => {
      runs.count += 1
      await gate
      const { head, id } = write('incident', `run${runs.count}`, input as JsonFields, officer)
      return ok({ kind: head.kind, id: head.record, changes: [id] })
    },
    nearby: (input, viewer) => ok(methods.nearby(viewer, input)),
    likelyPairs: ({ space }, viewer) => ok(methods.likelyPairs(viewer, space)),
    markSeen: ({ space, incidents }, viewer) => methods.markSeen(viewer, space, incidents),
    acknowledge: ({ notices }, viewer) => methods.acknowledge(viewer, notices),
    saveDraft: ({ id, content }, viewer) => methods.saveDraft(viewer, id, content),
    drafts: (_input, viewer) => ok(methods.drafts(viewer)),
    dropDraft: ({ id }, viewer) => methods.dropDraft(viewer, id),
    setting: ({ name }) => ok(methods.setting(name)),
    saveSetting: ({ name, value }) => methods.saveSetting(name, value),
    digest: ({ space }) => ok(methods.digest(space)),
    search: (question) => ok(methods.search(question)),
    statistics: (question) => ok(methods.statistics(question)),
    relink: async () => {
      await gate
      return ok(null)
    },
    verify: () => {
      throw new Error('a bug')
    },
    admin: () => ok({ id: 'a', joinCode: undefined } as unknown as { id: string }),
    gateways: notHere,
    openIdBegin: notHere,
    openIdFinish: notHere,
    undo: notHere,
    changePassword: notHere,
    factor: notHere,
    extendOpening: notHere,
    setServers: notHere,
    join: notHere,
    setCutOff: notHere,
    backup: notHere,
    backups: notHere,
    backupList: notHere,
    stopVerify: notHere,
    proveBackup: notHere,
    restoreBackup: notHere,
    encryption: notHere,
    encryptDatabase: notHere,
    backupPlace: notHere,
    setBackupPlace: notHere,
    authority: notHere,
    setAuthority: notHere,
    exportSpace: notHere,
    tellExport: notHere,
    archive: notHere,
    importSpace: notHere,
    exportBytes: notHere,
    putPack: notHere,
    putAttachment: notHere,
    dropUpload: notHere,
    attachmentBytes: notHere,
    fetchAttachment: notHere,
    cancelAttachment: notHere,
    addMapPack: notHere,
    addMapAddress: notHere,
    removeMapSource: notHere,
    packBytes: notHere,
    tile: notHere,
  }
}

function officerView(id: string): OfficerView {
  return {
    id,
    name: id,
    displayName: id,
    role: 'dutyOfficer',
    agency: 'a',
    agencyName: 'a',
    agencyNameEn: 'a',
    offline: false,
    mustChangePassword: false,
    factor: 'off',
    idleEndMs: null,
    limitMs: null,
  }
}

/** A view that speaks frames, also wrong ones, and keeps all it heard. */
export class RawView {
  readonly link: ViewLink
  readonly heard: StationFrame[] = []
  /** Why the link closed. */
  readonly closed: Promise<string>
  #waiting: (() => void)[] = []
  #pongs = 0
  #nextId = 1

  constructor(link: ViewLink) {
    this.link = link
    this.closed = new Promise((resolve) => link.onClose(resolve))
    link.onFrame((frame) => {
      if (frame.t === 'pong') this.#pongs += 1
      else this.heard.push(frame)
      const waiting = this.#waiting
      this.#waiting = []
      for (const look of waiting) look()
    })
  }

  /** Sends anything. */
  say(frame: unknown): void {
    this.link.send(frame as ViewFrame)
  }

  newId(): number {
    return this.#nextId++
  }

  /** Calls a method; the frame that answers. */
  async call(method: string, params: unknown): Promise<StationFrame> {
    const id = this.newId()
    this.say({ t: 'call', id, method, params })
    return this.answer(id)
  }

  /** The first result or fault for `id`. */
  async answer(id: number): Promise<StationFrame> {
    return this.#until(() =>
      this.heard.find((frame) => (frame.t === 'result' || frame.t === 'fault') && frame.id === id),
    )
  }

  /** Opens a watch and waits for its last page; acknowledges it unless told not to. */
  async watch(watch: string, params: unknown, ack = true): Promise<number> {
    const id = this.newId()
    this.say({ t: 'watch', id, watch, params })
    const last = await this.#until(() => this.rows(id).find((frame) => frame.done))
    if (ack) this.say({ t: 'ack', id, seq: last.seq })
    await this.settled()
    return id
  }

  rows(id: number): readonly RowsFrame[] {
    return this.heard.filter((frame): frame is RowsFrame => frame.t === 'rows' && frame.id === id)
  }

  /** Resolves when the station has taken everything said, and all it said until then is heard. */
  async settled(): Promise<void> {
    const wanted = this.#pongs + 1
    this.say({ t: 'ping' })
    await this.#until(() => (this.#pongs >= wanted ? true : undefined))
  }

  /** What a view shows that applied every frame of the watch: rows by key, their order, meta. */
  shown(id: number): { readonly rows: ReadonlyMap<string, unknown>; readonly order: readonly string[]; meta: unknown } {
    const rows = new Map<string, unknown>()
    let order: readonly string[] = []
    let meta: unknown
    let isFirst = true
    for (const frame of this.rows(id)) {
      if (frame.reset) {
        rows.clear()
        isFirst = true
      }
      for (const key of frame.del) if (!rows.delete(key)) throw new Error(`${key} was never sent`)
      for (const row of frame.put) rows.set((row as { readonly key: string }).key, row)
      if (isFirst) order = [...rows.keys()]
      if (frame.done) isFirst = false
      if (frame.order !== undefined) order = frame.order
      if (frame.meta !== undefined) meta = frame.meta
    }
    return { rows: new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))), order, meta }
  }

  async #until<Found>(look: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}
