import type { Json } from '../../../shared/base/json.ts'
// What a test finds on the desk when it begins: incidents, and a contradiction, made by calls instead of by hand.
import type { CommandInput, CommandName } from '../../../shared/commands/commands.ts'
import { ask, statusIs } from './rpc.ts'
import type { Account, Seat } from './world.ts'

/** The live picture every new server begins with. */
export const SPACE = 'fujian'

export async function signInAt(seat: Seat, { name, password }: Account): Promise<void> {
  await ask(seat.folder, 'signIn', { name, password })
}

/** Runs a command as the officer signed in there; gives the record's id. */
export async function run<Name extends CommandName>(
  seat: Seat,
  command: Name,
  input: CommandInput<Name>,
): Promise<string> {
  const callId = crypto.randomUUID()
  return (await ask(seat.folder, 'run', { space: SPACE, command, input: input as Json, callId })).id
}

/** Waits until the live picture at a seat has so many conflicts, and nothing waits to be sent. */
export async function settled(seat: Seat, conflicts: number, records: number): Promise<void> {
  await statusIs(seat.folder, ({ link, spaces }) => {
    const space = spaces.find(({ id }) => id === SPACE)
    return link === 'linked' && space?.conflicts === conflicts && space.waiting === 0 && space.records === records
  })
}

/** An incident whose level two officers at two seats see differently; both are left signed in. */
export async function contradiction(
  seats: readonly [Seat, Seat],
  officers: readonly [Account, Account],
  title: string,
) {
  const [a, b] = seats
  await Promise.all([signInAt(a, officers[0]), signInAt(b, officers[1])])
  const id = await run(a, 'reportIncident', { title, category: '11A02', position: { lon: 119.31, lat: 26.04 } })
  await settled(b, 0, 1)
  for (const seat of seats) await ask(seat.folder, 'setCutOff', { cutOff: true })
  await run(a, 'changeIncidentLevel', { id, level: 2 })
  await run(b, 'changeIncidentLevel', { id, level: 1 })
  for (const seat of seats) await ask(seat.folder, 'setCutOff', { cutOff: false })
  await Promise.all(seats.map((seat) => settled(seat, 1, 1)))
}
