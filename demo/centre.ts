// One command centre of the demonstration: a coordination server and a workstation that has joined it, an administrator and a
// duty officer.
import { join } from 'node:path'
import type { GatewayOrderInput, GatewaysResult } from '../shared/rpc/gateway-orders.ts'
import { Program } from './program.ts'
import { StationCalls } from './station-calls.ts'

const SPACE = 'fujian'
/** The agency every new server knows. */
const AGENCY = 'fjyj'
const ADDRESS = /https?:\/\/127\.0\.0\.1:\d+\S*/
/** Of the demonstration alone: its folder is thrown away when it ends. */
const PASSWORDS = { admin: 'demo administrator 2026', officer: 'demo duty officer 2026' } as const

type Settings = Extract<GatewayOrderInput, { readonly order: 'save' }>['settings']

export interface CentrePlan {
  readonly name: string
  readonly agency: { readonly code: string; readonly name: string; readonly nameEn: string; readonly kind: string }
  readonly officer: { readonly name: string; readonly displayName: string }
}

export class Centre {
  readonly plan: CentrePlan
  readonly #server: Program
  readonly #station: Program
  readonly #calls: StationCalls
  readonly port: number
  readonly address: string

  private constructor(
    plan: CentrePlan,
    server: Program,
    station: Program,
    calls: StationCalls,
    port: number,
    address: string,
  ) {
    this.plan = plan
    this.#server = server
    this.#station = station
    this.#calls = calls
    this.port = port
    this.address = address
  }

  /** Starts both and sets them up; the duty officer signs in when everything else is done. */
  static async start(folder: string, plan: CentrePlan): Promise<Centre> {
    const server = new Program('server/bin/server.ts', ['--data', join(folder, 'server'), '--port', '0'])
    const port = Number(new URL((await server.said(ADDRESS))[0]).port)
    const oneTime = (await server.said(/One-time password of admin: (\S+)/))[1] ?? ''
    const code = (await server.said(/Join code of the first station .*: (\S+)/))[1] ?? ''
    const data = join(folder, 'station')
    const args = [
      '--data',
      data,
      '--server',
      `http://127.0.0.1:${port}`,
      '--name',
      `${plan.name}值班席`,
      '--join',
      code,
    ]
    const station = new Program('station/bin/node.ts', args)
    const address = (await station.said(ADDRESS))[0]
    const calls = await StationCalls.open(data)
    const centre = new Centre(plan, server, station, calls, port, address)
    await centre.#signIn('admin', oneTime)
    await calls.call('changePassword', { password: oneTime, newPassword: PASSWORDS.admin })
    await centre.#people()
    return centre
  }

  /** Gives an order to the gateways of this centre's server. */
  order(order: GatewayOrderInput): Promise<GatewaysResult> {
    return this.#calls.call('gateways', { order })
  }

  /** Sets a gateway up; its id. */
  async gateway(kind: string, name: string, settings: Readonly<Record<string, unknown>>): Promise<string> {
    const saved = await this.order({
      order: 'save',
      ...{ kind, name, agency: AGENCY, space: SPACE, settings: { ...settings } as Settings },
    })
    return saved.id
  }

  /** Where a gateway listens. */
  async listens(id: string): Promise<string> {
    const { gateways = [] } = await this.order({ order: 'list' })
    const [address] = gateways.find((one) => one.id === id)?.listens ?? []
    if (address === undefined) throw new Error(`gateway ${id} of ${this.plan.name} does not listen`)
    return address
  }

  /** The administrator leaves; the duty officer takes the seat. */
  async handOver(): Promise<void> {
    await this.#calls.call('signOut', {})
    await this.#signIn(this.plan.officer.name, PASSWORDS.officer)
  }

  /** Incidents in the picture, and what is told of linked systems. */
  async look(): Promise<{ readonly incidents: number; readonly code: string }> {
    const now = Date.now()
    const period = { fromMs: now - 365 * 24 * 3_600_000, toMs: now + 24 * 3_600_000, unit: 'month' } as const
    const { total } = await this.#calls.call('statistics', {
      ...{ space: SPACE, ...period, division: '', category: '', divisionDigits: 4 },
    })
    const { code } = await this.#calls.call('digest', { space: SPACE })
    return { incidents: total, code }
  }

  async #signIn(name: string, password: string): Promise<void> {
    await this.#calls.call('signIn', { name, password })
  }

  /** The agency gets this centre's name; a duty officer is taken in. */
  async #people(): Promise<void> {
    const { agency, officer } = this.plan
    await this.#calls.call('admin', { order: { order: 'saveAgency', agency: AGENCY, fields: { ...agency } } })
    const fields = { ...officer, agency: AGENCY, role: 'dutyOfficer' }
    const given = 'given for the first time 26'
    await this.#calls.call('admin', { order: { order: 'saveOfficer', fields, password: given } })
    await this.#calls.call('signOut', {})
    await this.#signIn(officer.name, given)
    await this.#calls.call('changePassword', { password: given, newPassword: PASSWORDS.officer })
    await this.#calls.call('signOut', {})
    await this.#signIn('admin', PASSWORDS.admin)
  }

  /** Alerts in the picture. */
  async alerts(): Promise<number> {
    const page = { sort: 'at', descending: true, offset: 0, limit: 100 } as const
    return (await this.#calls.rows('items', { space: SPACE, kind: 'alert', filter: {}, ...page })).length
  }

  /** How each linked system of this centre is, a line each. */
  async systems(): Promise<readonly string[]> {
    const rows = await this.#calls.rows('systems', { space: SPACE })
    const now = Date.now()
    return rows.map(({ name, kind, state, heardMs, taken, given }) => {
      const age = heardMs === null ? '—' : `${Math.round((now - heardMs) / 1_000)} s`
      return `${name} (${kind}) ${state} 收 in ${taken} 发 out ${given} 上次收到 last heard ${age}`
    })
  }

  /** Sensors whose newest values are in the picture, those of linked centres among them. */
  async readings(): Promise<number> {
    return (await this.#calls.rows('readings', { space: SPACE, limit: 100 })).length
  }

  /** True when a link to another centre is not well. */
  async isLinkedDown(): Promise<boolean> {
    const rows = await this.#calls.rows('systems', { space: SPACE })
    return rows.some(({ kind, state, peers }) => kind === 'link' && (state === 'failed' || peers === 0))
  }

  async report(title: string): Promise<void> {
    await this.#calls.call('run', {
      ...{ space: SPACE, command: 'reportIncident', callId: title.slice(0, 40) },
      input: { title, category: '11A01', position: { lon: 119.13, lat: 26.15 } },
    })
  }

  get signIn(): string {
    return `${this.plan.officer.name} / ${PASSWORDS.officer}`
  }

  async stop(): Promise<void> {
    this.#calls.close()
    await this.#station.stop()
    await this.#server.stop()
  }
}
