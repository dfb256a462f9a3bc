// The first form of the server's database. `journal.at` is space × 2^40 + position: one space lies together, in order.
import type { Migration } from '../migrate.ts'

export const first: Migration = {
  version: 1,
  name: 'first',
  sql: `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE space (
  space INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tip INTEGER NOT NULL, records INTEGER NOT NULL,
  digest BLOB NOT NULL, own_chain INTEGER NOT NULL) STRICT;
CREATE TABLE branch (
  branch INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (space),
  station TEXT NOT NULL, chain INTEGER NOT NULL, name TEXT NOT NULL,
  parent INTEGER REFERENCES branch (branch), base_seq INTEGER NOT NULL,
  tip_seq INTEGER NOT NULL, tip_hash BLOB NOT NULL, seal_seq INTEGER NOT NULL, seal BLOB,
  UNIQUE (space, station, chain, name)) STRICT;
CREATE TABLE subject (
  subject INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (space), kind TEXT NOT NULL, id TEXT NOT NULL,
  bucket INTEGER NOT NULL, digest BLOB, state TEXT, UNIQUE (space, kind, id)) STRICT;
CREATE INDEX subject_bucket ON subject (space, bucket);
CREATE TABLE journal (
  at INTEGER PRIMARY KEY, subject INTEGER NOT NULL REFERENCES subject (subject),
  branch INTEGER NOT NULL REFERENCES branch (branch), seq INTEGER NOT NULL, refused INTEGER NOT NULL,
  received_ms INTEGER NOT NULL, header BLOB NOT NULL, body BLOB) STRICT;
CREATE INDEX journal_subject ON journal (subject, at);
CREATE UNIQUE INDEX journal_branch ON journal (branch, seq);
CREATE TABLE refusal (
  space INTEGER NOT NULL, change TEXT NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (space, change)) STRICT, WITHOUT ROWID;
CREATE TABLE staged (
  space INTEGER NOT NULL, station TEXT NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL, staged_ms INTEGER NOT NULL,
  header BLOB NOT NULL, body BLOB, PRIMARY KEY (space, station, chain, seq)) STRICT;

CREATE TABLE join_code (
  code_hash BLOB PRIMARY KEY, agency TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL,
  expires_ms INTEGER NOT NULL, used_by TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE verifier (
  officer TEXT PRIMARY KEY, argon2 TEXT NOT NULL, version INTEGER NOT NULL, must_change INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE session (
  token_hash BLOB PRIMARY KEY, officer TEXT NOT NULL, station TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_officer ON session (officer);
CREATE TABLE signed_in (
  station TEXT NOT NULL, officer TEXT NOT NULL, first_ms INTEGER NOT NULL, PRIMARY KEY (station, officer)) STRICT, WITHOUT ROWID;
`,
}
