// Who wrote something, in one line: officer, agency, station; the same words are said once. Agencies have a name in each
// language; officers and stations have one, as the directory spells it.
import { i18n } from '../i18n/i18n.ts'

export interface AgencyNames {
  readonly agencyName: string
  readonly agencyNameEn: string
}

export interface AuthorNames extends AgencyNames {
  readonly officerName: string
  readonly stationName: string
}

/** The agency in the language on the screen. */
export function agencyWords({ agencyName, agencyNameEn }: AgencyNames, language: string = i18n.language): string {
  return language === 'en' ? agencyNameEn : agencyName
}

/** "Weng Hai · Maritime Safety · Seat 2". A machine that wrote by itself has no officer. */
export function authorWords(names: AuthorNames, language: string = i18n.language): string {
  const { officerName, stationName } = names
  const agency = agencyWords(names, language)
  // Stations are often called after their agency: "Harbour Office, seat 2".
  return [officerName, stationName.startsWith(agency) ? '' : agency, stationName]
    .filter((name) => name !== '')
    .join(' · ')
}
