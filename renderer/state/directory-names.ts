// Agencies as the directory knows them now, for choosing and for saying an id in words.
import type { DirectoryRow } from '../../shared/rpc/rows.ts'
import { useWatchPart } from './use-watch.ts'

export interface AgencyName {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly nameEn: string
}

const NONE: readonly AgencyName[] = []
const known = new WeakMap<readonly DirectoryRow[], readonly AgencyName[]>()

/** All agencies of the directory, sorted by code; empty before it was heard. The same array until the directory changes. */
export function useAgencies(): readonly AgencyName[] {
  return useWatchPart('directory', { kind: 'agency' }, (state) => (state.size === 0 ? NONE : agenciesOf(state.rows)))
}

/** Of these, the agencies that take part in a space: what is written there reaches no others. */
export function useMembers(space: string): readonly AgencyName[] {
  const agencies = useAgencies()
  const members = useWatchPart('directory', { kind: 'space' }, ({ rows }) => {
    const found = rows.find(({ key }) => key.slice(key.lastIndexOf('/') + 1) === space)
    return found?.fields['members'] ?? '*'
  })
  return Array.isArray(members) ? agencies.filter(({ id }) => members.includes(id)) : agencies
}

function agenciesOf(rows: readonly DirectoryRow[]): readonly AgencyName[] {
  let agencies = known.get(rows)
  if (agencies === undefined) {
    agencies = rows
      .map(({ key, fields }) => ({
        // Directory keys may carry the kind before the id.
        id: key.slice(key.lastIndexOf('/') + 1),
        code: text(fields['code'], ''),
        name: text(fields['name'], key),
        nameEn: text(fields['nameEn'] ?? fields['name'], key),
      }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    known.set(rows, agencies)
  }
  return agencies
}

/** Name of an agency; the id when the directory does not know it. */
export function agencyName(agencies: readonly AgencyName[], id: string, language: 'zh-CN' | 'en'): string {
  const agency = agencies.find((item) => item.id === id)
  if (agency === undefined) return id
  return language === 'en' ? agency.nameEn : agency.name
}

/** A field that is a text, or what stands in for it. */
function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
