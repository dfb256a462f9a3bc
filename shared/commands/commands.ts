// The closed table of commands. Its names are the words of the RPC, the command line and the gateways.
import type * as z from 'zod'
import type { Result } from '../base/fault.ts'
import { refuse } from '../base/fault.ts'
import { adjustAlert, cancelAlert, linkAlert, recordAlert } from './alert-commands.ts'
import { attachFile, voidAttachment } from './attachment-commands.ts'
import { correctCall, linkCall, noteCallReported, recordCall } from './call-commands.ts'
import { setCodeTable } from './code-table-command.ts'
import type { CommandContext, Decision } from './command.ts'
import { settleConflict } from './conflict-commands.ts'
import { destroyPersonalData } from './destruction-commands.ts'
import {
  answerReceipt,
  completeReceipt,
  forwardDirective,
  issueDirective,
  remindReceipt,
  returnReceipt,
  signReceipt,
  superviseDirective,
  withdrawDirective,
} from './directive-commands.ts'
import { amendHandover, draftHandover, giveShift, takeShift, voidHandover } from './handover-commands.ts'
import { importRecord } from './import-command.ts'
import {
  amendIncident,
  changeIncidentLevel,
  changeIncidentStatus,
  moveIncident,
  reportIncident,
  voidIncident,
} from './incident-commands.ts'
import { importDirective, importReceipt } from './linked-directive-commands.ts'
import { addLogEntry, correctLogEntry, tellLogLine } from './log-commands.ts'
import { disposeNotices, takeBackDisposition } from './notice-commands.ts'
import {
  amendReport,
  confirmDelivery,
  receiveReport,
  draftReport,
  renumberReport,
  returnReport,
  sendReport,
  signReport,
  submitReport,
  voidReport,
} from './report-commands.ts'
import { may } from './rights.ts'
import { changeClockRule, setReportTemplate, setReportingRoles } from './rule-commands.ts'
import { sayWhetherSame } from './same-event-command.ts'
import { amendShift, voidShift, writeRoster } from './shift-commands.ts'
import { answerTransfer, offerTransfer } from './transfer-commands.ts'
import { explainUnreported } from './unreported-command.ts'

export const COMMANDS = {
  reportIncident,
  amendIncident,
  moveIncident,
  changeIncidentLevel,
  changeIncidentStatus,
  voidIncident,
  addLogEntry,
  tellLogLine,
  correctLogEntry,
  attachFile,
  voidAttachment,
  draftReport,
  amendReport,
  submitReport,
  returnReport,
  signReport,
  renumberReport,
  voidReport,
  sendReport,
  confirmDelivery,
  receiveReport,
  explainUnreported,
  changeClockRule,
  setReportingRoles,
  setReportTemplate,
  setCodeTable,
  issueDirective,
  forwardDirective,
  superviseDirective,
  withdrawDirective,
  signReceipt,
  answerReceipt,
  completeReceipt,
  returnReceipt,
  remindReceipt,
  offerTransfer,
  answerTransfer,
  recordCall,
  correctCall,
  noteCallReported,
  linkCall,
  writeRoster,
  amendShift,
  voidShift,
  draftHandover,
  amendHandover,
  giveShift,
  takeShift,
  voidHandover,
  recordAlert,
  adjustAlert,
  cancelAlert,
  linkAlert,
  sayWhetherSame,
  disposeNotices,
  takeBackDisposition,
  settleConflict,
  importRecord,
  importDirective,
  importReceipt,
  destroyPersonalData,
} as const

export type CommandName = keyof typeof COMMANDS
export type CommandInput<Name extends CommandName> = z.input<(typeof COMMANDS)[Name]['input']>

/** Parses the input, checks the right, decides. The only entry to commands. */
export function decide(name: CommandName, context: CommandContext, input: unknown): Result<Decision> {
  const definition = COMMANDS[name]
  if (!may(context.role, definition.action))
    return refuse('notAllowed', `${context.role} may not ${definition.action}`, { action: definition.action })
  const parsed = definition.input.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse('invalidInput', issue?.message ?? 'input does not fit', {
      command: name,
      field: issue?.path.join('.') ?? '',
    })
  }
  return (definition.decide as (context: CommandContext, input: unknown) => Result<Decision>)(context, parsed.data)
}
