// What statistics read: the columns of shared/model/counted.ts for every record of a kind that has them, and a way through
// the incidents by the time they occurred.
import type { Migration } from '../migrate.ts'

export const counting: Migration = {
  version: 4,
  name: 'counting',
  sql: `
CREATE TABLE counted (
  rec INTEGER PRIMARY KEY, picture INTEGER NOT NULL, kind TEXT NOT NULL, incident TEXT, agency TEXT, rule TEXT,
  receiver TEXT, channel TEXT, at_ms INTEGER, due_ms INTEGER, done_ms INTEGER) STRICT;
CREATE INDEX counted_incident ON counted (picture, kind, incident);
CREATE INDEX counted_at ON counted (picture, kind, at_ms);
CREATE INDEX incident_when ON incident (picture, coalesce(occurred_ms, received_ms));
`,
}
