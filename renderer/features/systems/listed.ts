// The systems of the page: those of the shown space, and for administrators those of the server's other spaces after them.
import { useMemo } from 'react'
import type { GatewayView } from '../../../shared/sync/gateway-protocol.ts'
import type { AgencyName } from '../../state/directory-names.ts'
import { useAgencies } from '../../state/directory-names.ts'
import type { LinkedSystem, SystemBook } from '../../state/linked-systems.ts'
import { healthOf, lastOf, troubledFirst } from '../../state/linked-systems.ts'
import { useServerNow } from '../../state/server-now.ts'

export function useListed(
  book: SystemBook,
  gateways: readonly GatewayView[],
  space: string | null,
): readonly LinkedSystem[] {
  const agencies = useAgencies()
  const nowMs = Math.floor(useServerNow(10_000) / 10_000) * 10_000
  return useMemo(
    () => [...book.systems, ...elsewhere(book.systems, gateways, space, agencies, nowMs)],
    [book.systems, gateways, space, agencies, nowMs],
  )
}

/** Gateways the server named that the space's own rows do not. */
export function elsewhere(
  here: readonly LinkedSystem[],
  gateways: readonly GatewayView[],
  space: string | null,
  agencies: readonly AgencyName[],
  nowMs: number,
): readonly LinkedSystem[] {
  const known = new Set(here.map(({ row }) => row.id))
  return gateways
    .filter(({ id, space: at }) => !known.has(id) && at !== space)
    .map(({ row }): LinkedSystem => {
      const agency = agencies.find(({ id }) => id === row.agency)
      const view = {
        ...row,
        key: row.id,
        agencyName: agency?.name ?? row.agency,
        agencyNameEn: agency?.nameEn ?? row.agency,
      }
      return { row: view, health: healthOf(view, nowMs), lastMs: lastOf(view) }
    })
    .toSorted(troubledFirst)
}
