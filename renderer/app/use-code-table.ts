// Every view of a window reads the event codes of the space it shows.
import { useEffect } from 'react'
import { useOwnCodeTable } from '../state/code-table.ts'
import { takeCodeTable } from '../state/reference-data.ts'

/** Follows the shown space's own table while the window stands. */
export function useCodeTable(): void {
  const { own } = useOwnCodeTable()
  useEffect(() => takeCodeTable(own), [own])
}
