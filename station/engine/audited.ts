// Which methods leave an audit record, and what it says. Commands leave their changes; written here are their refusals for want
// of a right, and those that change what everybody's deadlines are counted by.
import type { Result } from '../../shared/base/fault.ts'
import type { AuditEvent } from '../../shared/model/audit.ts'
import type { AuthorityView } from '../../shared/rpc/methods.ts'
import { isOpenOrder } from '../../shared/sync/gateway-protocol.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { Handlers } from '../rpc/rpc-server.ts'
import type { Audit } from './audit.ts'

type Input = Readonly<Record<string, unknown>>
type Handler = (input: unknown, viewer: Viewer) => Result<unknown> | Promise<Result<unknown>>
/** What a record says it was about; null: nothing is to be written. */
type About = (input: Input, result: Result<unknown>) => string | null

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const orderOf: About = ({ order }) => {
  const { order: word, ...rest } = order as Input
  if (word === 'overview' || word === 'list' || word === 'quarantine' || word === 'dead') return null
  if (isOpenOrder({ order: text(word), question: rest['question'] })) return null
  // What is made has no id yet: its name says which.
  const made = (rest['fields'] as Input | undefined)?.['name']
  const what =
    rest['officer'] ?? rest['station'] ?? rest['agency'] ?? rest['space'] ?? rest['gateway'] ?? rest['kind'] ?? made
  return `${text(word)} ${text(what)}`.trim()
}

const AUDITED: { readonly [Name in AuditEvent]?: About } = {
  signIn: ({ name }) => text(name),
  openIdFinish: () => '',
  signOut: () => '',
  changePassword: () => '',
  // Looking at a new secret changes nothing yet.
  factor: ({ step }) => ((step as Input)['step'] === 'begin' ? null : text((step as Input)['step'])),
  exportSpace: ({ space }) => text(space),
  tellExport: ({ what, how, count, subject }) => `${text(what)} ${text(how)} ${String(count)} ${text(subject)}`.trim(),
  importSpace: () => '',
  archive: ({ incident }) => text(incident),
  backup: () => '',
  proveBackup: ({ path }) => text(path).slice(-200),
  encryptDatabase: () => '',
  restoreBackup: ({ path }) => text(path).slice(-200),
  // Where to, never the passphrase.
  setBackupPlace: ({ folder }) => text(folder).slice(-200),
  setAuthority: (_input, result) => (result.ok ? ((result.value as AuthorityView | null)?.fingerprint ?? '') : ''),
  setServers: ({ servers }) => (Array.isArray(servers) ? servers.join(' ') : ''),
  setCutOff: ({ cutOff }) => (cutOff === true ? 'on' : 'off'),
  extendOpening: () => '',
  // What it is called, never what it says: saved searches are the officers' own.
  saveSetting: ({ name }) => text(name),
  join: ({ server }) => text(server),
  addMapPack: ({ name }) => text(name),
  addMapAddress: ({ name }) => text(name),
  removeMapSource: ({ source }) => text(source),
  admin: orderOf,
  gateways: orderOf,
  run: ({ command, input }, result) => {
    if (!result.ok) return result.fault.kind === 'notAllowed' ? text(command) : null
    if (!RULING.has(text(command))) return null
    const { id, agency } = input as Input
    return `${text(command)} ${text(id ?? agency)}`.trim()
  },
}

/** Commands on rules of reporting. */
const RULING: ReadonlySet<string> = new Set(['changeClockRule', 'setReportingRoles', 'setReportTemplate'])

/** Events by which somebody comes to be signed in. */
const ENTERING: ReadonlySet<AuditEvent> = new Set(['signIn', 'openIdFinish'])

export interface AuditedParts {
  readonly audit: Audit
  /** Who is signed in now; empty when nobody is. */
  readonly who: () => { readonly officer: string; readonly name: string }
}

/** The same handlers; those of the table write down what was done or refused, and by whom. */
export function audited(handlers: Handlers, { audit, who }: AuditedParts): Handlers {
  const wrapped: Record<string, unknown> = { ...handlers }
  for (const [event, about] of Object.entries(AUDITED) as [AuditEvent, About][]) {
    const handler = (handlers as unknown as Record<string, Handler | undefined>)[event]
    if (handler === undefined) continue
    wrapped[event] = (input: Input, viewer: Viewer) => {
      // Who signs out is named as they were; who signs in, as they are then, or as they said they were.
      const before = who()
      const after = (result: Result<unknown>): Result<unknown> => {
        const words = about(input, result)
        if (words === null) return result
        const named = !ENTERING.has(event) ? before : result.ok ? who() : { officer: '', name: text(input['name']) }
        const space = typeof input['space'] === 'string' ? { space: input['space'] } : {}
        // What was done by a command is told as what it was.
        const told = event === 'run' && result.ok ? 'changeRules' : event
        audit.note({ event: told, ...named, about: words, refused: result.ok ? null : result.fault, ...space })
        return result
      }
      const done = handler(input, viewer)
      return done instanceof Promise ? done.then(after) : after(done)
    }
  }
  return wrapped as unknown as Handlers
}
