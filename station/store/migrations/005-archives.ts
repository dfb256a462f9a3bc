// Where bodies of old changes went: journal.body then holds the archive's number (shared/archive/archive-file.ts).
import type { Migration } from '../migrate.ts'

export const archives: Migration = {
  version: 5,
  name: 'archives',
  sql: `
CREATE TABLE archive (
  archive INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, key BLOB, made_ms INTEGER NOT NULL,
  before_ms INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT;
CREATE TABLE archive_due (archive INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (archive, at)) STRICT, WITHOUT ROWID;
`,
}
