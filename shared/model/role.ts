// Roles an officer (or a machine) can hold. What each may do is one table in commands/rights.ts.

export const ROLES = ['viewer', 'dutyOfficer', 'commander', 'administrator', 'linkedSystem'] as const
export type Role = (typeof ROLES)[number]
