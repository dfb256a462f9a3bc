// A command decided at a station of a world, over what that station shows now.
import type { AgencyId, SpaceId } from '../../shared/base/ids.ts'
import { newRecordId } from '../../shared/base/ids.ts'
import type { Draft } from '../../shared/commands/command.ts'
import type { CommandName } from '../../shared/commands/commands.ts'
import { decide } from '../../shared/commands/commands.ts'
import type { SeededDice } from '../support/seeded.ts'
import type { DeskViews } from './desk-views.ts'
import type { SimOfficer } from './officers.ts'
import type { SimStation } from './sim-station.ts'

export interface DecisionPlace {
  readonly dice: SeededDice
  readonly space: SpaceId
  readonly views: DeskViews
}

/** What the command would write; undefined when it refuses. */
export function decideAt(
  { dice, space, views }: DecisionPlace,
  station: SimStation,
  author: SimOfficer,
  agency: AgencyId,
  command: CommandName,
  input: unknown,
): readonly Draft[] | undefined {
  const { store } = station
  const decision = decide(
    command,
    {
      nowMs: station.nowMs(),
      station: store.station,
      officer: author.id,
      role: author.believed,
      agency,
      agencyCode: 'FJYJ',
      newId: () => newRecordId(station.nowMs(), (count) => dice.bytes(count)),
      nextCount: (counter) => store.nextCount(counter),
      numberMark: store.numberMark,
      isNumberTaken: (number) => store.hasNumber(number),
      read: (kind, id) => store.read(space, kind, id),
      list: (kind, of) => views.list(station, space, kind, of),
    },
    input,
  )
  return decision.ok ? decision.value.drafts : undefined
}
