// Real servers linked to each other, for tests: each on a folder of its own with a space of its own and an officer who writes in
// it, linked by invitation as administrators do it. Every link runs through a proxy, to be cut and healed.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import type { ServerTls } from '../../server/tls/tls-door.ts'
import { ok } from '../../shared/base/fault.ts'
import type { Result } from '../../shared/base/fault.ts'
import type { SpaceId } from '../../shared/base/ids.ts'
import { asId } from '../../shared/base/ids.ts'
import type { Json, JsonFields } from '../../shared/base/json.ts'
import { sameJson } from '../../shared/base/json.ts'
import { conflictsOf, shownFields } from '../../shared/journal/merge.ts'
import { pictureCode } from '../../shared/journal/picture-code.ts'
import type { FaultyProxy } from './faulty-proxy.ts'
import { faultyProxy } from './faulty-proxy.ts'
import type { GatewayWorld, TestGateway } from './gateway-world.ts'
import { gatewayWorld } from './gateway-world.ts'
import { LinkDesk } from './link-desk.ts'
import { incidentFields } from './link-fields.ts'
import { scratchFolder } from './scratch.ts'

const LIMIT_MS = 15_000

/** An incident as a duty officer would have reported it. */
export function incident(title: string, more: JsonFields = {}): JsonFields {
  return incidentFields({ number: `FJYJ-${title}`, title, ...more })
}

export interface LinkState {
  readonly link: string
  readonly space: string
  readonly peer: string | null
  readonly isCutOff: boolean
  readonly isLinked: boolean
  readonly gives: { readonly [kind: string]: readonly string[] } | null
  readonly takes: { readonly [kind: string]: readonly string[] } | null
  readonly whyNot: string | null
  readonly theirs: JsonFields | null
  readonly carried: { readonly [kind: string]: { readonly given: number; readonly taken: number } }
  readonly code: string
  readonly certificates?: { readonly named: string; readonly seen: string; readonly own: string }
}

/** One server of the world; `restart` puts another process's server on its folder. */
export class LinkServer {
  readonly name: string
  readonly folder: string
  nowMs: () => number
  world: GatewayWorld
  readonly proxies: FaultyProxy[] = []
  readonly #desk: LinkDesk

  constructor(name: string, folder: string, world: GatewayWorld, nowMs: () => number) {
    this.name = name
    this.folder = folder
    this.world = world
    this.nowMs = nowMs
    this.#desk = new LinkDesk(world.space)
  }

  get space(): SpaceId {
    return this.world.space
  }

  get id(): string {
    return this.world.server.log.station
  }

  /** The same server seen from a space of another kind, with an officer of its own; not for restarts. */
  async beside(kind: 'exercise' | 'demonstration'): Promise<LinkServer> {
    const server = new LinkServer(`${this.name} ${kind}`, this.folder, await this.world.beside(kind), this.nowMs)
    await server.staff()
    return server
  }

  /** A duty officer with a station. */
  staff(): Promise<void> {
    return this.#desk.join(this.world.server, CENTRE)
  }

  /** The officer writes over what the server shows now. */
  write(kind: string, id: string, fields: JsonFields): Promise<void> {
    return this.#desk.write(this.world.server, kind, id, fields, this.nowMs())
  }

  async shown(kind: string, id: string): Promise<JsonFields | undefined> {
    const state = await this.world.server.log.record(this.space, kind, asId(id))
    return state === undefined ? undefined : shownFields(state)
  }

  async conflicts(kind: string, id: string): Promise<readonly string[]> {
    const state = await this.world.server.log.record(this.space, kind, asId(id))
    return state === undefined ? [] : conflictsOf(state)
  }

  /** Waits until a field of a record is shown with this value. */
  async until(kind: string, id: string, field: string, value: Json): Promise<void> {
    await vi.waitFor(
      async () => {
        const now = (await this.shown(kind, id))?.[field]
        if (!sameJson(now, value)) throw new Error(`${this.name}: ${field} is ${JSON.stringify(now)}`)
      },
      { timeout: LIMIT_MS, interval: 10 },
    )
  }

  /** Every record of the kinds a link carries, without the traces of its way. */
  async picture(
    kinds: readonly string[] = ['incident', 'alert', 'logEntry'],
  ): Promise<Readonly<Record<string, JsonFields>>> {
    const all: Record<string, JsonFields> = {}
    for (const kind of kinds)
      for (const state of await this.world.server.log.records(this.space, kind)) {
        const { imported: _trace, ...fields } = shownFields(state)
        all[`${kind}/${state.id}`] = fields
      }
    return all
  }

  /** The bytes of everything this server keeps on its disk. */
  diskHolds(text: string): boolean {
    const wanted = Buffer.from(text)
    const search = (folder: string): boolean =>
      readdirSync(folder).some((name) => {
        const path = join(folder, name)
        return statSync(path).isDirectory() ? search(path) : readFileSync(path).includes(wanted)
      })
    return search(this.folder)
  }

  async stop(): Promise<void> {
    await this.world.server.close()
  }

  /** Another server on the same folder; links find it again. */
  async start(): Promise<void> {
    this.world = await gatewayWorld({ folder: this.folder, nowMs: () => this.nowMs() })
    for (const proxy of this.proxies) proxy.target = portOf(this.world.server.url)
  }
}

/** A server of its own. */
export async function linkServer(name: string, nowMs: () => number = Date.now, tls?: ServerTls): Promise<LinkServer> {
  const folder = scratchFolder()
  const world = await gatewayWorld({ folder, nowMs, ...(tls === undefined ? {} : { tls }) })
  const server = new LinkServer(name, folder, world, nowMs)
  await server.staff()
  return server
}

export interface TestLink {
  readonly proxy: FaultyProxy
  readonly upper: TestGateway
  readonly lower: TestGateway
  readonly invitation: string
  readonly above: LinkServer
  readonly below: LinkServer
  state(side: 'upper' | 'lower'): Promise<LinkState>
  /** Waits until both agree and are connected. */
  agreed(): Promise<void>
  /** Waits until both hold the same shared space. */
  same(): Promise<void>
}

const GIVES_ALL = {
  give: ['incident', 'alert', 'alertLink', 'logEntry'],
  take: ['incident', 'alert', 'alertLink', 'logEntry'],
}

/** Links two servers by an invitation of `above` that `below` accepts. */
export async function linkUp(
  above: LinkServer,
  below: LinkServer,
  upper: Readonly<Record<string, unknown>> = {},
  lower: Readonly<Record<string, unknown>> = {},
): Promise<TestLink> {
  const proxy = await faultyProxy(portOf(above.world.server.url), () => 0.5)
  onTestFinished(() => proxy.close())
  above.proxies.push(proxy)
  const address = `${new URL(above.world.server.url).protocol}//127.0.0.1:${proxy.port}`
  const up = await above.world.gateway('link', { address, ...GIVES_ALL, ...upper }, `${above.name}→${below.name}`)
  const invitation = must(await ask(above, up, 'invitation')) as string
  const down = await below.world.gateway(
    'link',
    { side: 'accept', invitation, ...GIVES_ALL, ...lower },
    `${below.name}→${above.name}`,
  )
  const link: TestLink = {
    ...{ proxy, above, below, invitation, upper: up, lower: down },
    state: async (side) =>
      must(await ask(side === 'upper' ? above : below, side === 'upper' ? up : down, 'state')) as unknown as LinkState,
    agreed: () =>
      vi.waitFor(
        async () => {
          for (const side of ['upper', 'lower'] as const) {
            const state = await link.state(side)
            expect(state.whyNot).toBe(null)
            if (side === 'lower') expect(state.isLinked).toBe(true)
          }
        },
        { timeout: LIMIT_MS, interval: 10 },
      ),
    same: () =>
      vi.waitFor(
        async () => {
          const { space } = await link.state('upper')
          const [one, other] = await Promise.all(
            [above, below].map((side) => side.world.server.log.picture(asId(space))),
          )
          expect(pictureCode(one?.digest ?? new Uint8Array(32))).toBe(pictureCode(other?.digest ?? new Uint8Array(0)))
          expect(one?.records).toBeGreaterThan(0)
        },
        { timeout: LIMIT_MS, interval: 10 },
      ),
  }
  return link
}

/** Asks a gateway what only its kind answers. */
export async function ask(server: LinkServer, gateway: TestGateway, question: string): Promise<Result<Json>> {
  const done = await server.world.server.gateways.order(
    { order: 'ask', gateway: gateway.id, question, input: null },
    asId(''),
  )
  return done.ok ? ok(done.value.told as Json) : done
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault.kind}: ${result.fault.message}`)
  return result.value
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
