// The directory as this station knows it, read through the schemas it is written by: what a newer program wrote and this one
// cannot read is left out.
import { useMemo } from 'react'
import type { Agency, Officer, SpaceRecord, StationRecord } from '../../../shared/model/directory.ts'
import { agencySchema, officerSchema, spaceSchema, stationSchema } from '../../../shared/model/directory.ts'
import type { DirectoryRow } from '../../../shared/rpc/rows.ts'
import { usePreferences } from '../../state/preferences-store.ts'
import { useWatch } from '../../state/use-watch.ts'

/** A record of the directory with its id. */
export interface Entry<Model> {
  readonly id: string
  readonly is: Model
}

export function useOfficers(): readonly Entry<Officer>[] {
  return useEntries('officer', officerSchema)
}

export function useAgencyEntries(): readonly Entry<Agency>[] {
  return useEntries('agency', agencySchema)
}

export function useStations(): readonly Entry<StationRecord>[] {
  return useEntries('station', stationSchema)
}

export function useSpaces(): readonly Entry<SpaceRecord>[] {
  return useEntries('space', spaceSchema)
}

/** What a record is read through. */
interface Reader<Model> {
  readonly safeParse: (value: unknown) => { readonly success: true; readonly data: Model } | { readonly success: false }
}

function useEntries<Model>(kind: DirectoryKind, reader: Reader<Model>): readonly Entry<Model>[] {
  const { rows } = useWatch('directory', { kind })
  return useMemo(() => entriesOf(rows, reader), [rows, reader])
}

type DirectoryKind = 'agency' | 'officer' | 'station' | 'space'

/** Rows of the directory as records, those that can be read. */
export function entriesOf<Model>(rows: readonly DirectoryRow[], reader: Reader<Model>): readonly Entry<Model>[] {
  return rows.flatMap(({ key, fields }) => {
    const parsed = reader.safeParse(fields)
    return parsed.success ? [{ id: key, is: parsed.data }] : []
  })
}

/** Agencies by id in the words of the present language; the id where there is none. */
export function useAgencyWords(): (id: string) => string {
  const agencies = useAgencyEntries()
  const { language } = usePreferences()
  return useMemo(() => {
    const words = new Map(agencies.map(({ id, is }) => [id, language === 'en' ? is.nameEn : is.name]))
    return (id: string) => words.get(id) ?? id
  }, [agencies, language])
}

/** Officers for choosing, those who may sign in, by agency and name. */
export function useOfficerOptions(): readonly { readonly value: string; readonly label: string }[] {
  const officers = useOfficers()
  const agencyWords = useAgencyWords()
  return useMemo(
    () =>
      officers
        .filter(({ is }) => is.active)
        .map(({ id, is }) => ({ value: id, label: `${is.displayName} · ${agencyWords(is.agency)}` }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    [officers, agencyWords],
  )
}

/** Agencies for choosing, by code. */
export function useAgencyOptions(): readonly { readonly value: string; readonly label: string }[] {
  const agencies = useAgencyEntries()
  const { language } = usePreferences()
  return useMemo(
    () =>
      agencies
        .map(({ id, is }) => ({ value: id, label: `${is.code} ${language === 'en' ? is.nameEn : is.name}` }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    [agencies, language],
  )
}
