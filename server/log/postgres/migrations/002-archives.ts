// Where bodies of old changes went: journal.body then holds the archive's number (shared/archive/archive-file.ts). Programs of the
// first form work on beside this one until something is archived; archiving then shuts them out.
import type { PostgresMigration } from '../migrate.ts'

export const archives: PostgresMigration = {
  version: 2,
  name: 'archives',
  readableFrom: 1,
  sql: `
CREATE TABLE archive (
  archive integer PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, path text NOT NULL, key bytea, made_ms bigint NOT NULL,
  before_ms bigint NOT NULL, changes bigint NOT NULL);
CREATE TABLE archive_due (archive integer NOT NULL, at bigint NOT NULL, PRIMARY KEY (archive, at));
`,
}
