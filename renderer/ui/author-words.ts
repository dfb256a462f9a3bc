// Who wrote something, in one line: officer, agency, station; the same words are said once.

export interface AuthorNames {
  readonly officerName: string
  readonly agencyName: string
  readonly stationName: string
}

/** "Weng Hai · Maritime Safety · Seat 2". A machine that wrote by itself has no officer. */
export function authorWords({ officerName, agencyName, stationName }: AuthorNames): string {
  // Stations are often called after their agency: "Harbour Office, seat 2".
  const agency = stationName.startsWith(agencyName) ? '' : agencyName
  return [officerName, agency, stationName].filter((name) => name !== '').join(' · ')
}
