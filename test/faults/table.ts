// The faults that are injected, each with the tests that do it and what an officer sees meanwhile. `npm run faults` runs them and
// prints the table; docs/reliability.md holds one that was run. Tests are named by a part of their titles.

import { DIRECTIVES_KEPT, DIRECTIVE_SEEDS, KEPT, SHORT } from '../sim/seeds.ts'

export interface Proof {
  readonly file: string
  readonly title: string
}

export interface FaultRow {
  /** For `--only`. */
  readonly id: string
  readonly fault: string
  /** How often, where the test's own figures do not say. */
  readonly times: string
  readonly sees: string
  readonly proofs: readonly Proof[]
}

const RELINKS = 'link lost, changes waiting are counted; then it links and catches up by itself'

export const FAULTS: readonly FaultRow[] = [
  {
    id: 'kill',
    fault: 'kill -9 of station and server programs at random points, while officers write',
    times: '4 of a writing store, 5 of a server under hasty pushes',
    sees: `at the killed station the window is gone, and opens again with the officer still signed in; elsewhere: ${RELINKS}`,
    proofs: [
      { file: 'test/crash/programs.test.ts', title: 'kill -9 of stations and of the server at random points' },
      { file: 'test/crash/station-store.test.ts', title: 'a station killed while it writes loses nothing' },
      { file: 'test/crash/server.test.ts', title: 'a server killed while stations push loses nothing' },
    ],
  },
  {
    id: 'kill-files',
    fault: 'kill -9 of station or server in the middle of a 45 MB attachment, both directions',
    times: '4 kills',
    sees: 'the transfer stands still, then goes on from where it was',
    proofs: [
      { file: 'test/crash/files.test.ts', title: 'a station killed while it fetches a file' },
      { file: 'test/crash/files.test.ts', title: 'a station killed while it sends a file' },
      { file: 'test/crash/files.test.ts', title: 'a server killed while a file comes' },
    ],
  },
  {
    id: 'postgres',
    fault: 'two servers on one PostgreSQL: one server killed, then PostgreSQL killed with every session',
    times: '1 server, 1 database; connections broken, writes refused, notices lost',
    sees: 'the station links to the other server; without the database: changes wait, and go when it is back',
    proofs: [
      { file: 'test/crash/postgres-servers.test.ts', title: 'a killed server and a killed database lose nothing' },
      { file: 'test/contract/postgres-shared.test.ts', title: 'a database that takes no changes, or is gone' },
      { file: 'test/contract/postgres-shared.test.ts', title: 'a connection that breaks while it is held' },
      { file: 'test/contract/postgres-shared.test.ts', title: 'though no notice came' },
    ],
  },
  {
    id: 'postgres-kills',
    fault:
      'three servers on one PostgreSQL: a server, PostgreSQL or both killed at random moments under load; servers of version n-1 and n on one database, renewed one by one under load',
    times: '',
    sees: 'the station links to another server; without the database: changes wait, and go when it is back',
    proofs: [
      { file: 'test/crash/postgres-kills.test.ts', title: 'killed at random moments under load' },
      { file: 'test/crash/postgres-kills.test.ts', title: 'brought up to date one by one under load' },
    ],
  },
  {
    id: 'disk-full',
    fault: 'disk full, at the server (a small file system, really full) and at a station',
    times: '4 disks',
    sees: 'at the station: writing is refused with “disk full”, nothing half-written, reading goes on; of the server: a station alert “not taken”, changes wait, and go when there is room',
    proofs: [
      { file: 'test/server/disk.test.ts', title: 'a database that may not grow' },
      { file: 'test/server/disk.test.ts', title: 'a file system of a few megabytes' },
      { file: 'test/station/store/faults.test.ts', title: 'disk full: writing is refused' },
      { file: 'test/contract/content-store.test.ts', title: 'a disk that is really full is a fault' },
    ],
  },
  {
    id: 'read-only',
    fault: 'disk that cannot be written, at server and station',
    times: '3 disks',
    sees: 'writing is refused with “read-only”; a server says so and does not start',
    proofs: [
      { file: 'test/server/disk.test.ts', title: 'a folder that cannot be written' },
      { file: 'test/station/store/faults.test.ts', title: 'a read-only database refuses writing' },
      { file: 'test/contract/content-store.test.ts', title: 'a folder that cannot be written' },
    ],
  },
  {
    id: 'corrupt',
    fault: 'corrupt pages, cut and missing databases and files, at server and station',
    times: '10 damages',
    sees: 'the station starts from its newest good backup plus what can be read, and says so; a server does not start, says how to recover, and is refilled by its stations',
    proofs: [
      { file: 'test/server/damaged.test.ts', title: 'refused with what to do, and left as it is' },
      { file: 'test/server/damaged.test.ts', title: 'part of it unreadable: what can be proved' },
      { file: 'test/server/damaged.test.ts', title: 'nothing left but the key' },
      { file: 'test/server/damaged.test.ts', title: 'the write-ahead log of the first day gone' },
      { file: 'test/station/store/opening.test.ts', title: 'what can still be read of the damaged file' },
      { file: 'test/contract/content-store.test.ts', title: 'a file damaged on disk is never given' },
    ],
  },
  {
    id: 'power',
    fault: 'power cut: every write since the last wait for the disk kept, missing or half, at station and server',
    times: '',
    sees: 'after the start everything that was recorded is there',
    proofs: [
      { file: 'test/crash/power-cut.test.ts', title: 'a station whose power goes while it writes' },
      { file: 'test/crash/power-cut.test.ts', title: 'a server whose power goes while it commits' },
    ],
  },
  {
    id: 'lying-disk',
    fault: 'disk that lied: the station’s write-ahead log gone, cut, spoilt, after the server had everything',
    times: '',
    sees: 'the station fetches what it lacks from the server; where it wrote on before that, a forked chain is told',
    proofs: [{ file: 'test/crash/power-cut.test.ts', title: 'a disk that lied' }],
  },
  {
    id: 'old-backup',
    fault: 'server restored from an older backup, also whole with its mark, also written to since',
    times: '6 restores',
    sees: 'the link drops once; stations bring back what came after, codes agree again',
    proofs: [
      { file: 'test/server/restored.test.ts', title: 'a folder restored whole is noticed' },
      { file: 'test/server/restored.test.ts', title: 'do not hide that it forgot others' },
      { file: 'test/server/restored.test.ts', title: 'a station that writes nothing more finds' },
      { file: 'test/server/restored.test.ts', title: 'officers and first sign-ins made after the backup come back' },
      { file: 'test/server/backup/backup.test.ts', title: 'a restored server keeps what was there' },
      { file: 'test/contract/postgres-shared.test.ts', title: 'a database restored from a copy has a new epoch' },
    ],
  },
  {
    id: 'twins',
    fault: 'one station’s database on two machines, both writing on',
    times: '',
    sees: 'a station alert “chain forked” at every station; both branches are kept and each goes on under a chain of its own',
    proofs: [{ file: 'test/crash/programs.test.ts', title: 'one database on two machines' }],
  },
  {
    id: 'clocks',
    fault: 'clocks of stations and server jump by 3, 5, 10 and 20 days, both ways, while running and over a restart',
    times: '',
    sees: 'the status bar says how far this machine’s clock is off the server’s; a jump forward ends the session, and the officer signs in again',
    proofs: [
      { file: 'test/crash/clocks.test.ts', title: 'jump by days, both ways' },
      { file: 'test/station/store/receive.test.ts', title: 'a stamp from a wrong clock does not drag ours along' },
    ],
  },
  {
    id: 'network',
    fault: 'a proxy that delays, drops, duplicates, truncates, reorders bytes and flips bits',
    times: '',
    sees: RELINKS,
    proofs: [{ file: 'test/crash/hostile-network.test.ts', title: 'bytes delayed, dropped, duplicated' }],
  },
  {
    id: 'cables',
    fault: 'cables pulled and put back in, again and again, while officers write',
    times: '',
    sees: RELINKS,
    proofs: [
      { file: 'test/crash/programs.test.ts', title: 'cables pulled and put back in' },
      { file: 'test/station/sync/early-frame.test.ts', title: 'a live frame heard before the answer to follow' },
    ],
  },
  {
    id: 'versions',
    fault: 'programs of the wire’s version n and n-1 side by side, then brought up to date on their folders',
    times: '',
    sees: 'nothing; a version too old is refused with both numbers',
    proofs: [
      { file: 'test/crash/versions.test.ts', title: 'version n beside n-1' },
      { file: 'test/station/sync/sync-client.test.ts', title: 'a server of another age is refused' },
      { file: 'test/migrations/station-store.test.ts', title: 'a database of form 1 is opened' },
      { file: 'test/migrations/server-log.test.ts', title: 'a server database of form 1 is opened' },
    ],
  },
  {
    id: 'sim',
    fault:
      'all of it at once in simulated worlds: frames lost, doubled, held, cut; crashes, restores, copies, wrong clocks, full disks',
    times: `${SHORT.length + KEPT.length + DIRECTIVE_SEEDS.length + DIRECTIVES_KEPT.length} worlds of 120 to 400 steps`,
    sees: 'as above',
    proofs: [
      { file: 'test/sim/world.sim.ts', title: 'whatever happens, once linked again all see one picture' },
      { file: 'test/sim/world.sim.ts', title: 'directives in the same worlds: exactly once at every station' },
    ],
  },
  {
    id: 'soak',
    fault: 'everything at once in real programs for 20 seconds (npm run soak for longer)',
    times: '1 run',
    sees: 'as above',
    proofs: [{ file: 'test/crash/soak.test.ts', title: 'twenty seconds of everything at once' }],
  },
]
