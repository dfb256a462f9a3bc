// One table for the lists of the duty desk: the columns of shared/model/desk-item.ts for every record of a kind that has them.
import type { Migration } from '../migrate.ts'

export const deskItems: Migration = {
  version: 3,
  name: 'desk-items',
  sql: `
CREATE TABLE desk_item (
  rec INTEGER PRIMARY KEY, picture INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  incident TEXT, parent TEXT, state TEXT NOT NULL, agency TEXT, officer TEXT, number TEXT,
  at_ms INTEGER NOT NULL, due_ms INTEGER) STRICT;
INSERT INTO desk_item (rec, picture, kind, id, incident, parent, state, at_ms)
  SELECT rec, picture, 'logEntry', id, incident, corrects, iif(corrects IS NULL, 'line', 'correction'), at_ms FROM log_line;
CREATE INDEX desk_item_at ON desk_item (picture, kind, at_ms);
CREATE INDEX desk_item_state ON desk_item (picture, kind, state, at_ms);
CREATE INDEX desk_item_incident ON desk_item (picture, incident, kind, at_ms) WHERE incident IS NOT NULL;
CREATE INDEX desk_item_parent ON desk_item (picture, parent, kind, at_ms) WHERE parent IS NOT NULL;
CREATE INDEX desk_item_agency ON desk_item (picture, kind, agency, at_ms) WHERE agency IS NOT NULL;
CREATE INDEX desk_item_officer ON desk_item (picture, kind, officer, at_ms) WHERE officer IS NOT NULL;
CREATE INDEX desk_item_due ON desk_item (picture, kind, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX desk_item_number ON desk_item (picture, kind, number) WHERE number IS NOT NULL;
`,
}
