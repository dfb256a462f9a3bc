// Chains: numbering, links, seals, forks.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { BranchTip } from '../../../shared/journal/chain.ts'
import { makeSeal, placeChange, sealHolds, verifyChain } from '../../../shared/journal/chain.ts'
import type { Change } from '../../../shared/journal/change.ts'
import { NO_PREVIOUS, makeChange } from '../../../shared/journal/change.ts'
import { TEST_SPACE, WorldStation } from '../../support/picture-world.ts'
import { sha256, testKey, verifySignature } from '../../support/shared-crypto.ts'

function chainOf(length: number, mark = ''): readonly Change[] {
  const station = new WorldStation('A')
  for (let index = 1; index <= length; index += 1)
    station.write(`inc-${index % 3}`, { title: `${mark}${index}`, dead: index }, 1_000 * index)
  return station.own
}

describe('verifyChain', () => {
  test('[JN-5] an untouched chain holds', () => {
    const chain = chainOf(20)
    const report = verifyChain(chain, sha256)
    expect(report).toEqual({ ok: true, value: { seq: 20, hash: chain.at(-1)?.hash, erased: 0 } })
  })

  test('[JN-5] any removed, swapped or altered change is found and its number named', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.nat(),
        fc.constantFrom('remove', 'swap', 'header', 'body'),
        (length, pick, act) => {
          const links: { header: Uint8Array; body: Uint8Array | null }[] = chainOf(length).map(({ header, body }) => ({
            header: Uint8Array.from(header),
            body: body === null ? null : Uint8Array.from(body),
          }))
          const at = pick % (length - 1)
          const target = links[at]
          if (target === undefined) return
          if (act === 'remove') links.splice(at, 1)
          if (act === 'swap') links.splice(at, 2, links[at + 1] ?? target, target)
          if (act === 'header')
            target.header[target.header.length - 3] = (target.header[target.header.length - 3] ?? 0) ^ 0x40
          if (act === 'body' && target.body !== null)
            target.body[target.body.length - 3] = (target.body[target.body.length - 3] ?? 0) ^ 0x40
          const report = verifyChain(links, sha256)
          expect(report.ok ? null : report.fault.detail?.['seq']).toBe(at + 1)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('[JN-6] destroyed bodies leave the chain verifiable and are counted', () => {
    const links = chainOf(9).map((change, index) => ({
      header: change.header,
      body: index % 3 === 0 ? null : change.body,
    }))
    const report = verifyChain(links, sha256)
    expect(report.ok && report.value.erased).toBe(3)
  })
})

describe('placeChange', () => {
  const chain = chainOf(5)
  const at = (index: number) => chain[index] as Change
  const tip = (seq: number): BranchTip => ({ branch: '', seq, hash: at(seq - 1).hash })
  const hashAt = (upTo: number) => (_branch: string, seq: number) => (seq <= upTo ? chain[seq - 1]?.hash : undefined)

  test('[JN-7] first, next, known and gap', () => {
    expect(placeChange(at(0).head, at(0).hash, [], hashAt(0))).toEqual({ at: 'next', branch: '' })
    expect(placeChange(at(3).head, at(3).hash, [tip(3)], hashAt(3))).toEqual({ at: 'next', branch: '' })
    expect(placeChange(at(1).head, at(1).hash, [tip(3)], hashAt(3))).toEqual({ at: 'known', branch: '' })
    expect(placeChange(at(4).head, at(4).hash, [tip(3)], hashAt(3))).toEqual({ at: 'gap', haveSeq: 3 })
    expect(placeChange(at(1).head, at(1).hash, [], hashAt(0))).toEqual({ at: 'gap', haveSeq: 0 })
  })

  test('[JN-8] another change with a used number is a fork, at the tip, below it and at the first', () => {
    const { bodyHash: _hash, version: _version, ...head } = at(2).head
    const other = makeChange(head, { sets: [{ name: 'title', value: 'copy', over: [] }] }, sha256)
    expect(placeChange(other.head, other.hash, [tip(3)], hashAt(3))).toEqual({ at: 'fork', from: '' })
    expect(placeChange(other.head, other.hash, [tip(5)], hashAt(5))).toEqual({ at: 'fork', from: '' })
    const first = makeChange({ ...head, seq: 1, previous: NO_PREVIOUS }, { sets: [] }, sha256)
    expect(placeChange(first.head, first.hash, [tip(5)], hashAt(5))).toEqual({ at: 'fork', from: '' })
  })

  test('[JN-8] each branch goes on by itself', () => {
    const { bodyHash: _hash, version: _version, ...head } = at(2).head
    const fork = makeChange(head, { sets: [{ name: 'title', value: 'copy', over: [] }] }, sha256)
    const next = makeChange({ ...head, seq: 4, previous: fork.hash }, { sets: [] }, sha256)
    const branches: readonly BranchTip[] = [tip(5), { branch: fork.id, seq: 3, hash: fork.hash }]
    expect(placeChange(next.head, next.hash, branches, hashAt(5))).toEqual({ at: 'next', branch: fork.id })
  })
})

describe('seals', () => {
  test('[JN-9] hold only for their space, chain, number, hash and key', () => {
    const key = testKey()
    const other = testKey()
    const hash = sha256(new Uint8Array([1]))
    const ref = { station: key.station, chain: 3 }
    const seal = makeSeal(TEST_SPACE, ref, 9, hash, key.sign)
    expect(sealHolds(TEST_SPACE, seal, hash, key.publicKey, verifySignature)).toBe(true)
    expect([
      sealHolds(asId('elsewhere'), seal, hash, key.publicKey, verifySignature),
      sealHolds(TEST_SPACE, { ...seal, seq: 10 }, hash, key.publicKey, verifySignature),
      sealHolds(TEST_SPACE, { ...seal, chain: 4 }, hash, key.publicKey, verifySignature),
      sealHolds(TEST_SPACE, seal, sha256(new Uint8Array([2])), key.publicKey, verifySignature),
      sealHolds(TEST_SPACE, seal, hash, other.publicKey, verifySignature),
    ]).toEqual([false, false, false, false, false])
  })
})
