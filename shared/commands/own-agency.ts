// What an agency does in its own name: its officers do it, and nobody else but an administrator.
import { refuse } from '../base/fault.ts'
import type { CommandContext } from './command.ts'

/** Whether the officer acts for the agency of that id. */
export function isOwn(context: CommandContext, agency: unknown): boolean {
  return agency === context.agency || context.role === 'administrator'
}

/** The refusal for what belongs to another agency. */
export function notOurs(agency: unknown): ReturnType<typeof refuse> {
  return refuse('notAllowed', 'it is another agency’s', { agency: typeof agency === 'string' ? agency : '' })
}
