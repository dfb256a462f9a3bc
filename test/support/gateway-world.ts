// A real server with real gateways on it, for tests: set up by the orders an administrator gives, seen by what is in the
// picture and what is shown beside it.
import { expect, vi } from 'vitest'
import { CENTRE } from '../../server/admin/first-start.ts'
import { PATIENCE } from '../../server/gateways/gateway-runner.ts'
import type { GatewayKind } from '../../server/gateways/gateway.ts'
import type { ServerTls } from '../../server/tls/tls-door.ts'
import { asId } from '../../shared/base/ids.ts'
import type { RecordId, SpaceId } from '../../shared/base/ids.ts'
import type { JsonFields } from '../../shared/base/json.ts'
import type { GatewayForm } from '../../shared/interop/gateways.ts'
import { shownFields } from '../../shared/journal/merge.ts'
import type { AmbientRow, Topic } from '../../shared/model/ambient.ts'
import type { SpaceRecord } from '../../shared/model/directory.ts'
import { SPACE } from '../../shared/model/directory.ts'
import type { GatewayOrder, GatewayView, GatewaysAnswer } from '../../shared/sync/gateway-protocol.ts'
import type { LiveServer } from './live-server.ts'
import { liveServer } from './live-server.ts'
import { scratchFolder } from './scratch.ts'

const LIMIT_MS = 15_000

export interface GatewayWorldOptions {
  readonly spaceKind?: 'live' | 'exercise' | 'demonstration'
  readonly folder?: string
  /** How failed starts and messages are tried again; short by default. */
  readonly patience?: Partial<typeof PATIENCE>
  readonly nowMs?: () => number
  readonly kinds?: readonly GatewayKind[]
  readonly tls?: ServerTls
  readonly forms?: ReadonlyMap<string, GatewayForm>
}

export interface TestGateway {
  readonly id: string
  /** As the page "linked systems" shows it now. */
  view(): Promise<GatewayView>
  /** Where it listens; the port of the first address. */
  port(): Promise<number>
  /** Rows it shows. */
  rows<Of extends Topic>(topic: Of): readonly AmbientRow<Of>[]
  /** Waits until it shows a row that fits. */
  row<Of extends Topic>(topic: Of, fits?: (row: AmbientRow<Of>) => boolean): Promise<AmbientRow<Of>>
  /** Waits until its line fits. */
  until(fits: (view: GatewayView) => boolean): Promise<GatewayView>
}

export interface GatewayWorld {
  readonly server: LiveServer
  readonly space: SpaceId
  readonly folder: string
  order(order: GatewayOrder): Promise<GatewaysAnswer>
  /** The same server seen from a space of another kind, which is made where it is not there yet. */
  beside(spaceKind: SpaceRecord['kind']): Promise<GatewayWorld>
  /** Sets one up and waits until it runs. */
  gateway(kind: string, settings: Readonly<Record<string, unknown>>, name?: string): Promise<TestGateway>
  records(kind: string): Promise<readonly { readonly id: RecordId; readonly fields: JsonFields }[]>
  /** Waits until the picture holds a record that fits. */
  record(
    kind: string,
    fits?: (fields: JsonFields) => boolean,
  ): Promise<{ readonly id: RecordId; readonly fields: JsonFields }>
}

/** A server on a folder of its own with one space; stopped when the test ends. */
export async function gatewayWorld({
  spaceKind = 'live',
  folder = scratchFolder(),
  patience,
  nowMs,
  kinds,
  forms,
  tls,
}: GatewayWorldOptions = {}): Promise<GatewayWorld> {
  const server = await liveServer(folder, 0, undefined, {
    patience: { ...PATIENCE, firstMs: 20, longestMs: 200, ...patience },
    ...(nowMs === undefined ? {} : { nowMs }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(tls === undefined ? {} : { tls }),
    ...(forms === undefined ? {} : { forms }),
  })
  return worldOf(server, folder, spaceKind)
}

async function worldOf(server: LiveServer, folder: string, spaceKind: SpaceRecord['kind']): Promise<GatewayWorld> {
  const space: SpaceId = asId(`test-${spaceKind}`)
  const named = { name: `测试 ${spaceKind}`, nameEn: `Test ${spaceKind}` }
  if (!server.access.directory.spaces.has(space))
    await server.access.setUp([{ kind: SPACE, id: asId(space), fields: { ...named, kind: spaceKind, members: '*' } }])
  const order: GatewayWorld['order'] = async (wanted) => {
    const done = await server.gateways.order(wanted, asId(''))
    if (!done.ok) throw new Error(`${wanted.order}: ${done.fault.kind}: ${done.fault.message}`)
    return done.value
  }
  const records: GatewayWorld['records'] = async (kind) =>
    (await server.log.records(space, kind)).map((state) => ({ id: state.id, fields: shownFields(state) }))

  async function gateway(kind: string, settings: Readonly<Record<string, unknown>>, name = kind): Promise<TestGateway> {
    const saved = await order({
      order: 'save',
      ...{ kind, name, agency: CENTRE, space, settings: settings as (GatewayOrder & { order: 'save' })['settings'] },
    })
    const { id } = saved
    const view = async (): Promise<GatewayView> => {
      const found = (await order({ order: 'list' })).gateways?.find((one) => one.id === id)
      if (found === undefined) throw new Error(`no gateway ${id}`)
      return found
    }
    const rows: TestGateway['rows'] = (topic) =>
      server.gateways.rows(space, topic).filter((row) => row.id === id || row.id.startsWith(`${id}/`)) as never
    const until: TestGateway['until'] = (fits) =>
      vi.waitFor(
        async () => {
          const now = await view()
          if (!fits(now)) throw new Error(`it is ${JSON.stringify(now.row)}`)
          return now
        },
        { timeout: LIMIT_MS, interval: 10 },
      )
    await until(({ row }) => row.state === 'running')
    return {
      id,
      view,
      async port() {
        const [first] = (await view()).listens
        return Number(new URL(first ?? '').port)
      },
      rows,
      row: (topic, fits = () => true) =>
        vi.waitFor(
          () => {
            const found = rows(topic).find((row) => fits(row))
            if (found === undefined) throw new Error(`no fitting row of ${topic} among ${rows(topic).length}`)
            return found
          },
          { timeout: LIMIT_MS, interval: 10 },
        ),
      until,
    }
  }

  return {
    ...{ server, space, folder, order, gateway, records },
    beside: (kind) => worldOf(server, folder, kind),
    record: (kind, fits = () => true) =>
      vi.waitFor(
        async () => {
          const found = (await records(kind)).find(({ fields }) => fits(fields))
          expect(found, `a fitting ${kind}`).toBeDefined()
          return found as NonNullable<typeof found>
        },
        { timeout: LIMIT_MS, interval: 10 },
      ),
  }
}
