// Words of the incident list, detail, intake, conflicts and log.
export const incidents = {} as const
