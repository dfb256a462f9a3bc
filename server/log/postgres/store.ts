// Stores what a transaction wrote in one space: one statement for each table, however many rows.
import type pg from 'pg'
import { must } from '../../../shared/base/assert.ts'
import type { Stamp } from '../../../shared/base/hybrid-clock.ts'
import { ask, toText } from './connection.ts'
import type { SpaceFront } from './space-front.ts'
import type { StagingFront } from './staging-front.ts'
import { subjectKey } from './subject-key.ts'

const bytes = (value: Uint8Array | null): Buffer | null =>
  value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength)

/** Stores the front's rows under the space's new `version`. */
export async function storeSpace(
  client: pg.ClientBase,
  front: SpaceFront,
  version: number,
  stamp: Stamp,
): Promise<void> {
  await storeBranches(client, front, version)
  await storeSubjects(client, front)
  await storeJournal(client, front)
  const { sums, space, nextBranch, nextSubject } = front
  await ask(
    client,
    `UPDATE space SET version = $2, branches = $3, subjects = $4, stamp_ms = $5, stamp_counter = $6,
       tip = coalesce($7, tip), records = coalesce($8, records), digest = coalesce($9, digest) WHERE space = $1`,
    [
      space,
      version,
      nextBranch,
      nextSubject,
      stamp.ms,
      stamp.counter,
      sums?.tip ?? null,
      sums?.records ?? null,
      bytes(sums?.digest ?? null),
    ],
  )
}

async function storeBranches(client: pg.ClientBase, front: SpaceFront, version: number): Promise<void> {
  const fresh = [...front.newBranches.values()]
  if (fresh.length > 0) {
    const tips = fresh.map(({ branch }) => must(front.branchTips.get(branch), 'tip'))
    await ask(
      client,
      `INSERT INTO branch (space, branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal, version)
       SELECT $1, branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal, $2 FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[],
         $9::bigint[], $10::bytea[], $11::bigint[], $12::bytea[])
         AS w (branch, station, chain, name, parent, base_seq, tip_seq, tip_hash, seal_seq, seal)`,
      [
        front.space,
        version,
        fresh.map(({ branch }) => branch),
        fresh.map(({ station }) => toText(station)),
        fresh.map(({ chain }) => chain),
        fresh.map(({ name }) => name),
        fresh.map(({ parent }) => parent),
        fresh.map(({ baseSeq }) => baseSeq),
        tips.map(({ tipSeq }) => tipSeq),
        tips.map(({ tipHash }) => bytes(tipHash)),
        tips.map(({ sealSeq }) => sealSeq),
        tips.map(({ seal }) => bytes(seal)),
      ],
    )
  }
  const moved = [...front.branchTips.values()].filter(({ branch }) => !front.newBranches.has(branch))
  if (moved.length === 0) return
  await ask(
    client,
    `UPDATE branch SET tip_seq = w.tip_seq, tip_hash = w.tip_hash, seal_seq = w.seal_seq, seal = w.seal, version = $2
     FROM unnest($3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bytea[])
       AS w (branch, tip_seq, tip_hash, seal_seq, seal)
     WHERE branch.space = $1 AND branch.branch = w.branch`,
    [
      front.space,
      version,
      moved.map(({ branch }) => branch),
      moved.map(({ tipSeq }) => tipSeq),
      moved.map(({ tipHash }) => bytes(tipHash)),
      moved.map(({ sealSeq }) => sealSeq),
      moved.map(({ seal }) => bytes(seal)),
    ],
  )
}

async function storeSubjects(client: pg.ClientBase, front: SpaceFront): Promise<void> {
  const fresh = [...front.newSubjects.values()]
  if (fresh.length > 0) {
    const states = fresh.map(({ subject }) => front.subjectStates.get(subject))
    await ask(
      client,
      `INSERT INTO subject (space, subject, key, kind, id, bucket, digest, state)
       SELECT $1, subject, key, kind, id, bucket, digest, state FROM unnest($2::bigint[], $3::bytea[], $4::text[],
         $5::text[], $6::smallint[], $7::bytea[], $8::text[]) AS w (subject, key, kind, id, bucket, digest, state)`,
      [
        front.space,
        fresh.map(({ subject }) => subject),
        fresh.map(({ kind, id }) => bytes(subjectKey(kind, id))),
        fresh.map(({ kind }) => toText(kind)),
        fresh.map(({ id }) => toText(id)),
        fresh.map(({ bucket }) => bucket),
        states.map((state) => bytes(state?.digest ?? null)),
        states.map((state) => state?.state ?? null),
      ],
    )
  }
  const moved = [...front.subjectStates].filter(([subject]) => !front.newSubjects.has(subject))
  if (moved.length === 0) return
  await ask(
    client,
    `UPDATE subject SET digest = w.digest, state = w.state
     FROM unnest($2::bigint[], $3::bytea[], $4::text[]) AS w (subject, digest, state)
     WHERE subject.space = $1 AND subject.subject = w.subject`,
    [
      front.space,
      moved.map(([subject]) => subject),
      moved.map(([, { digest }]) => bytes(digest)),
      moved.map(([, { state }]) => state),
    ],
  )
}

async function storeJournal(client: pg.ClientBase, front: SpaceFront): Promise<void> {
  const { entries } = front
  const refusedHere = (pos: number, refused: boolean): boolean => refused || front.refusedPositions.has(pos)
  if (entries.length > 0) {
    await ask(
      client,
      `INSERT INTO journal (space, pos, subject, branch, seq, refused, received_ms, header, body)
       SELECT $1, pos, subject, branch, seq, refused, received_ms, header, body
       FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[], $7::bigint[], $8::bytea[],
         $9::bytea[]) AS w (pos, subject, branch, seq, refused, received_ms, header, body)`,
      [
        front.space,
        entries.map(({ pos }) => pos),
        entries.map(({ subject }) => subject),
        entries.map(({ branch }) => branch),
        entries.map(({ seq }) => seq),
        entries.map(({ pos, refused }) => refusedHere(pos, refused)),
        entries.map(({ receivedMs }) => receivedMs),
        entries.map(({ header }) => bytes(header)),
        entries.map(({ body }) => bytes(body)),
      ],
    )
  }
  const first = entries[0]?.pos ?? Number.POSITIVE_INFINITY
  const older = [...front.refusedPositions].filter((pos) => pos < first)
  if (older.length > 0)
    await ask(client, 'UPDATE journal SET refused = true WHERE space = $1 AND pos = ANY ($2::bigint[])', [
      front.space,
      older,
    ])
  const refusals = [...front.newRefusals]
  if (refusals.length > 0)
    await ask(
      client,
      `INSERT INTO refusal (space, change, fault)
       SELECT $1, change, fault FROM unnest($2::text[], $3::text[]) AS w (change, fault) ON CONFLICT DO NOTHING`,
      [front.space, refusals.map(([change]) => toText(change)), refusals.map(([, fault]) => fault)],
    )
}

/** Stores what waits now and drops what waits no more. */
export async function storeStaged(client: pg.ClientBase, { puts, drops }: StagingFront): Promise<void> {
  for (const { space, station, chain, upTo } of drops)
    await ask(client, 'DELETE FROM staged WHERE space = $1 AND station = $2 AND chain = $3 AND seq <= $4', [
      space,
      toText(station),
      chain,
      upTo,
    ])
  if (puts.length === 0) return
  await ask(
    client,
    `INSERT INTO staged (space, station, chain, seq, staged_ms, brought_by, header, body)
     SELECT space, station, chain, seq, staged_ms, brought_by, header, body
     FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[], $8::bytea[])
       AS w (space, station, chain, seq, staged_ms, brought_by, header, body)`,
    [
      puts.map(({ space }) => space),
      puts.map(({ station }) => toText(station)),
      puts.map(({ chain }) => chain),
      puts.map(({ seq }) => seq),
      puts.map(({ stagedMs }) => stagedMs),
      puts.map(({ broughtBy }) => toText(broughtBy)),
      puts.map(({ header }) => bytes(header)),
      puts.map(({ body }) => bytes(body)),
    ],
  )
}
