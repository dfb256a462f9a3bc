// The directory as this station knows it, read through the schemas it is written by: what a newer program wrote and this one
// cannot read is left out.
import { useMemo } from 'react'
import type * as z from 'zod'
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

function useEntries<Schema extends z.ZodType>(kind: DirectoryKind, schema: Schema): readonly Entry<z.infer<Schema>>[] {
  const { rows } = useWatch('directory', { kind })
  return useMemo(() => entriesOf(rows, schema), [rows, schema])
}

type DirectoryKind = 'agency' | 'officer' | 'station' | 'space'

/** Rows of the directory as records, those that can be read. */
export function entriesOf<Schema extends z.ZodType>(
  rows: readonly DirectoryRow[],
  schema: Schema,
): readonly Entry<z.infer<Schema>>[] {
  return rows.flatMap(({ key, fields }) => {
    const parsed = schema.safeParse(fields)
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
