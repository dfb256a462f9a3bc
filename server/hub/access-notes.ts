// What the server writes into its log of who came in and what was ordered: sign-ins that held and that did not, changed
// passwords, orders of administrators. Never a password, a token or a code.
import type { Logger } from 'pino'
import type { Result } from '../../shared/base/fault.ts'
import type { RequestName, RequestOf } from '../../shared/sync/protocol.ts'

/** Notes a request when it is one of these; others are not the log's business. */
export function noteAccess(
  logger: Logger,
  station: string,
  name: RequestName,
  request: unknown,
  outcome: Result<unknown>,
): void {
  const what = noted(name, request)
  if (what === undefined) return
  const line = { station, ...what, outcome: outcome.ok ? 'ok' : outcome.fault.kind }
  if (outcome.ok) logger.info(line, 'access')
  else logger.warn(line, 'access refused')
}

function noted(name: RequestName, request: unknown): { readonly [field: string]: string } | undefined {
  if (name === 'signIn') return { request: name, name: (request as RequestOf<'signIn'>).name }
  if (name === 'changePassword') return { request: name, name: (request as RequestOf<'changePassword'>).name }
  if (name === 'factor') return { request: name, step: (request as RequestOf<'factor'>).step.step }
  if (name !== 'admin') return undefined
  const { order } = (request as RequestOf<'admin'>).order
  // Asked every few seconds by an open screen of the administration, and changes nothing.
  return order === 'overview' ? undefined : { request: name, order }
}
