// The picture on disk is settled after the journal, not with it: `unsettled` names what the picture's tables do not hold
// yet, as runs of journal numbers. The list's indexes no longer carry the status: a change of status then leaves six of them alone.
import type { Migration } from '../migrate.ts'

export const settling: Migration = {
  version: 2,
  name: 'settling',
  sql: `
CREATE TABLE unsettled (first_at INTEGER PRIMARY KEY, last_at INTEGER NOT NULL, touch INTEGER NOT NULL) STRICT;

DROP INDEX incident_received;
DROP INDEX incident_level;
DROP INDEX incident_occurred;
DROP INDEX incident_number;
DROP INDEX incident_changed;
DROP INDEX incident_title;
CREATE INDEX incident_received ON incident (picture, received_ms);
CREATE INDEX incident_level ON incident (picture, level, received_ms);
CREATE INDEX incident_occurred ON incident (picture, occurred_ms);
CREATE INDEX incident_number ON incident (picture, number);
CREATE INDEX incident_changed ON incident (picture, changed_ms);
CREATE INDEX incident_title ON incident (picture, title);
`,
}
