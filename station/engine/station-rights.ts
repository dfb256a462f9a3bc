// Calls that change this station itself, and the right each needs. Until the station has greeted a server of the network it
// belongs to, nobody can have a right there: then whoever stands at it may link it, and afterwards only who may set it up.
import type { Result } from '../../shared/base/fault.ts'
import { refuse } from '../../shared/base/fault.ts'
import type { Action } from '../../shared/commands/rights.ts'
import { may } from '../../shared/commands/rights.ts'
import type { MethodName } from '../../shared/rpc/methods.ts'
import type { Viewer } from '../query/query-hub.ts'
import type { HandlerInput, Handlers } from '../rpc/rpc-server.ts'

type Handler = (input: unknown, viewer: Viewer) => Result<unknown> | Promise<Result<unknown>>

const NEEDS: { readonly [Name in MethodName]?: Action } = {
  setCutOff: 'station.cutOff',
  addMapPack: 'map.write',
  addMapAddress: 'map.write',
  removeMapSource: 'map.write',
  setServers: 'station.setUp',
  join: 'station.setUp',
  restoreBackup: 'station.setUp',
  encryptDatabase: 'station.setUp',
  setBackupPlace: 'station.setUp',
  setAuthority: 'station.setUp',
}
/** Open to anyone at a station that belongs to no network yet. */
const FIRST: ReadonlySet<string> = new Set<MethodName>(['setServers', 'join', 'setAuthority'])

/** The same handlers; those of the table are refused where the role of who is signed in has no right to them [SE-20]. */
export function guarded(handlers: Handlers, belongs: () => boolean): Handlers {
  const wrapped: Record<string, unknown> = { ...handlers }
  for (const [name, action] of Object.entries(NEEDS)) {
    const handler = (handlers as unknown as Record<string, Handler>)[name]
    if (handler === undefined) continue
    wrapped[name] = (input: unknown, viewer: Viewer) => {
      if (FIRST.has(name) && !belongs()) return handler(input, viewer)
      if (viewer.role !== null && isHealing(name, input)) return handler(input, viewer)
      if (viewer.role === null) return refuse('notSignedIn', 'nobody is signed in')
      return may(viewer.role, action)
        ? handler(input, viewer)
        : refuse('notAllowed', `${viewer.role} may not ${action}`, { action })
    }
  }
  return wrapped as unknown as Handlers
}

/** Putting the cable back is never refused. */
function isHealing(name: string, input: unknown): boolean {
  return name === 'setCutOff' && !(input as HandlerInput<'setCutOff'>).cutOff
}
