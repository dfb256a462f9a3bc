// The first form of the station's database.
//
//   space ─┬─ branch ── journal        chains as their authors wrote them; journal.at = branch * 2^32 + seq
//          ├─ subject                  one number per kind and id, whatever picture it is in
//          └─ picture ── record ─┬─ incident, place (R*Tree), words (FTS5)   what the journal gives, a cache of it
//                                └─ log_line
//   record.rec = picture * 2^32 + subject, the same number in incident, place, words and log_line. A first picture is
//   built beside the present one under a picture number of its own and becomes the picture at once.
import type { Migration } from '../migrate.ts'

export const first: Migration = {
  version: 1,
  name: 'first',
  sql: `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), ms INTEGER NOT NULL, counter INTEGER NOT NULL,
  touch INTEGER NOT NULL) STRICT;
INSERT INTO clock (one, ms, counter, touch) VALUES (1, 0, 0, 0);

CREATE TABLE space (
  space INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, own_chain INTEGER NOT NULL,
  picture INTEGER NOT NULL REFERENCES picture (picture) DEFERRABLE INITIALLY DEFERRED,
  epoch TEXT, pos INTEGER, backfill_epoch TEXT, backfill_pos INTEGER, backfill_up_to INTEGER) STRICT;
CREATE TABLE picture (
  picture INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (space) DEFERRABLE INITIALLY DEFERRED,
  records INTEGER NOT NULL, conflicts INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;

CREATE TABLE branch (
  branch INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (space),
  station TEXT NOT NULL, chain INTEGER NOT NULL, name TEXT NOT NULL,
  parent INTEGER REFERENCES branch (branch), base_seq INTEGER NOT NULL,
  tip_seq INTEGER NOT NULL, tip_hash BLOB NOT NULL, agreed_seq INTEGER NOT NULL,
  snapshot_seq INTEGER NOT NULL, snapshot_hash BLOB NOT NULL, have_seq INTEGER NOT NULL, have_hash BLOB NOT NULL,
  UNIQUE (space, station, chain, name)) STRICT;
CREATE TABLE subject (
  subject INTEGER PRIMARY KEY, space INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, bucket INTEGER NOT NULL,
  UNIQUE (space, kind, id)) STRICT;
CREATE TABLE journal (
  at INTEGER PRIMARY KEY, subject INTEGER NOT NULL, mark INTEGER NOT NULL, flags INTEGER NOT NULL,
  received_ms INTEGER NOT NULL, header BLOB NOT NULL, body BLOB) STRICT;
CREATE INDEX journal_subject ON journal (subject);
CREATE INDEX journal_mark ON journal (mark);
CREATE TABLE seal (
  branch INTEGER PRIMARY KEY REFERENCES branch (branch), seq INTEGER NOT NULL, signature BLOB NOT NULL,
  proven INTEGER NOT NULL) STRICT;
CREATE TABLE refusal (
  space INTEGER NOT NULL, change TEXT NOT NULL, PRIMARY KEY (space, change)) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  rec INTEGER PRIMARY KEY, conflicts INTEGER NOT NULL, digest BLOB NOT NULL, state TEXT NOT NULL) STRICT;
CREATE INDEX record_conflict ON record (rec) WHERE conflicts > 0;
CREATE TABLE incident (
  rec INTEGER PRIMARY KEY, picture INTEGER NOT NULL, id TEXT NOT NULL,
  number TEXT NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL, level INTEGER NOT NULL, status INTEGER NOT NULL,
  lon REAL, lat REAL, division TEXT, place TEXT NOT NULL, occurred_at TEXT, received_at TEXT NOT NULL,
  occurred_ms INTEGER, received_ms INTEGER NOT NULL, dead INTEGER, missing INTEGER, injured INTEGER, trapped INTEGER,
  evacuated INTEGER, sensitive INTEGER NOT NULL, demonstration INTEGER NOT NULL,
  conflicts INTEGER NOT NULL, changed_ms INTEGER NOT NULL, touched INTEGER NOT NULL) STRICT;
CREATE INDEX incident_received ON incident (picture, received_ms, status);
CREATE INDEX incident_level ON incident (picture, level, received_ms, status);
CREATE INDEX incident_status ON incident (picture, status, received_ms);
CREATE INDEX incident_occurred ON incident (picture, occurred_ms, status);
CREATE INDEX incident_number ON incident (picture, number, status);
CREATE INDEX incident_changed ON incident (picture, changed_ms, status);
CREATE INDEX incident_title ON incident (picture, title, status);
CREATE INDEX incident_touched ON incident (picture, touched) WHERE touched > 0;
CREATE VIRTUAL TABLE place USING rtree (rec, west, east, south, north);
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE words_pending (rec INTEGER PRIMARY KEY) STRICT;
CREATE TABLE log_line (
  rec INTEGER PRIMARY KEY, picture INTEGER NOT NULL, id TEXT NOT NULL, incident TEXT, at_ms INTEGER NOT NULL,
  corrects TEXT) STRICT;
CREATE INDEX log_line_incident ON log_line (picture, incident, at_ms);
CREATE INDEX log_line_corrects ON log_line (picture, corrects) WHERE corrects IS NOT NULL;

CREATE TABLE snapshot (
  space INTEGER PRIMARY KEY REFERENCES space (space), picture INTEGER NOT NULL REFERENCES picture (picture),
  header BLOB NOT NULL) STRICT;
CREATE TABLE snapshot_part (
  space INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (space, part)) STRICT, WITHOUT ROWID;

CREATE TABLE seen (
  officer TEXT NOT NULL, subject INTEGER NOT NULL, touched INTEGER NOT NULL,
  PRIMARY KEY (officer, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE seen_floor (
  officer TEXT NOT NULL, space INTEGER NOT NULL, touched INTEGER NOT NULL,
  PRIMARY KEY (officer, space)) STRICT, WITHOUT ROWID;
CREATE TABLE notice (
  notice INTEGER PRIMARY KEY, space INTEGER NOT NULL, subject INTEGER NOT NULL, received_ms INTEGER NOT NULL,
  acknowledged_ms INTEGER, acknowledged_by TEXT, UNIQUE (space, subject)) STRICT;
CREATE TABLE draft (
  officer TEXT NOT NULL, id TEXT NOT NULL, saved_ms INTEGER NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (officer, id)) STRICT, WITHOUT ROWID;
`,
}
