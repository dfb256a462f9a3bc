// The map draws incidents that are known by their area only: the ring stands beside the position, as JSON text. Last of the
// columns, so that reads of the others never walk through a long one.
import type { Migration } from '../migrate.ts'

export const incidentAreas: Migration = {
  version: 6,
  name: 'incident-areas',
  sql: `
ALTER TABLE incident ADD COLUMN area TEXT;
UPDATE incident SET area = (
    SELECT json_extract(r.state, '$.f.area[0][1]') FROM record r
    WHERE r.rec = incident.rec AND json_type(r.state, '$.f.area[0][1]') = 'array')
  WHERE rec IN (SELECT rec FROM record WHERE json_type(state, '$.f.area[0][1]') = 'array');
`,
}
