// Who brought what waits for its seal: so that each bringer's share can be bounded.
import type { Migration } from '../migrate.ts'

export const stagedBy: Migration = {
  version: 2,
  name: 'staged-by',
  sql: `
ALTER TABLE staged ADD COLUMN brought_by TEXT NOT NULL DEFAULT '';
CREATE INDEX staged_by ON staged (brought_by);
`,
}
