// Signing, amending and giving up a handover in all the spaces it is of. Each is a record of its own in its space; the parts
// come before the handover that was begun, so that whatever ends in between is still unsigned and done again: what is signed
// already is passed over.
import type { Fault, Result } from '../../../shared/base/fault.ts'
import { ok } from '../../../shared/base/fault.ts'
import type { CommandInput } from '../../../shared/commands/commands.ts'
import type { Gathered, HandoverState } from '../../../shared/model/handover.ts'
import { UNSETTLED, isNothing } from '../../../shared/model/handover.ts'
import { isoWithOffset } from '../../../shared/model/incident-number.ts'
import { runCommand } from '../../link/station.ts'
import type { Act, Handover } from './handovers.ts'

type Amendment = Omit<CommandInput<'amendHandover'>, 'id'>

/** Amends a handover and, of its parts, what they share with it. */
export async function amendAct(act: Act, { remarks, ...shared }: Amendment): Promise<Result<true>> {
  return inTurn(act, UNSETTLED, ({ space, id }, isMain) =>
    runCommand(space, 'amendHandover', { id, ...shared, ...(isMain && remarks !== undefined ? { remarks } : {}) }),
  )
}

/** 交出: writes a part in every other space that has something to hand over, signs those, then the handover itself. */
export async function giveAct(act: Act, bySpace: ReadonlyMap<string, Gathered>): Promise<Result<true>> {
  const { main } = act
  for (const [space, gathered] of bySpace) {
    if (space === main.space) continue
    const known = act.members.find((one) => one.space === space)
    if (known !== undefined && known.state !== 'draft') continue
    if (known === undefined && isNothing(gathered)) continue
    const id = known === undefined ? await draftPart(space, main) : ok({ id: known.id })
    if (!id.ok) return id
    const given = await runCommand(space, 'giveShift', { id: id.value.id, gathered })
    if (!given.ok && !isDone(given.fault, false)) return given
  }
  const gathered = bySpace.get(main.space)
  if (main.state !== 'draft' || gathered === undefined) return ok(true)
  const given = await runCommand(main.space, 'giveShift', { id: main.id, gathered })
  return given.ok ? ok(true) : given
}

/** 接收. */
export async function takeAct(act: Act, remarks: string): Promise<Result<true>> {
  return inTurn(act, ['given'], ({ space, id }, isMain) =>
    runCommand(space, 'takeShift', { id, ...(isMain ? { remarks } : {}) }),
  )
}

/** Gives up what is not settled of it. */
export async function giveUpAct(act: Act, reason: string): Promise<Result<true>> {
  return inTurn(act, UNSETTLED, ({ space, id }) => runCommand(space, 'voidHandover', { id, reason }))
}

function draftPart(space: string, { id, atMs, untilMs, incoming }: Handover) {
  const times = { at: isoWithOffset(atMs), until: isoWithOffset(untilMs) }
  return runCommand(space, 'draftHandover', { ...times, incoming, act: id })
}

async function inTurn(
  { members, main }: Act,
  states: readonly HandoverState[],
  run: (one: Handover, isMain: boolean) => Promise<Result<unknown>>,
): Promise<Result<true>> {
  for (const one of members.toReversed()) {
    if (!states.includes(one.state)) continue
    const done = await run(one, one === main)
    if (!done.ok && !isDone(done.fault, one === main)) return done
  }
  return ok(true)
}

/** It is so already: done before what broke off, or at another station; of the handover itself that is told. */
function isDone({ kind }: Fault, isMain: boolean): boolean {
  return kind === 'nothingToChange' || (kind === 'alreadySigned' && !isMain)
}
