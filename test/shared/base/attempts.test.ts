// Guessing is limited, one by one and all at once; right answers and lost links do not count.
import { expect, test } from 'vitest'
import type { AttemptsBook, Tries } from '../../../shared/base/attempts.ts'
import { Attempts } from '../../../shared/base/attempts.ts'

test('of thirty tries begun at once five are let through, and the next waits twice as long each time', () => {
  const attempts = new Attempts()
  const let30 = Array.from({ length: 30 }, () => attempts.begin('wang', 1_000).ok)
  expect(let30.filter(Boolean)).toHaveLength(5)
  expect(attempts.begin('wang', 1_000)).toMatchObject({ ok: false, fault: { detail: { seconds: 5 } } })
  expect(attempts.begin('wang', 6_000).ok).toBe(true)
  expect(attempts.begin('wang', 6_000)).toMatchObject({ ok: false, fault: { detail: { seconds: 10 } } })
  expect(attempts.begin('lin', 6_000).ok).toBe(true)
})

test('a right one forgets the wrong ones, a withdrawn one does not count, an hour later all is forgotten', () => {
  const attempts = new Attempts()
  for (let index = 0; index < 20; index += 1) {
    expect(attempts.begin('wang', 1_000).ok).toBe(true)
    if (index % 2 === 0) attempts.succeeded('wang')
    else attempts.withdrawn('wang')
  }
  for (let index = 0; index < 5; index += 1) attempts.begin('wang', 1_000)
  expect(attempts.begin('wang', 2_000).ok).toBe(false)
  expect(attempts.begin('wang', 2_000 + 3_600_000).ok).toBe(true)
})

test('with a book the count outlives the program, also of a try that was never finished', () => {
  const kept = new Map<string, Tries>()
  const book: AttemptsBook = {
    load: (key) => kept.get(key),
    save(key, tries) {
      if (tries === undefined) kept.delete(key)
      else kept.set(key, tries)
    },
  }
  // Every start makes one try and ends in the middle of it.
  for (let start = 0; start < 5; start += 1) expect(new Attempts(book).begin('station', 1_000).ok).toBe(true)
  expect(new Attempts(book).begin('station', 1_000)).toMatchObject({ ok: false, fault: { kind: 'tooManyAttempts' } })
  const later = new Attempts(book)
  expect(later.begin('station', 6_000).ok).toBe(true)
  later.succeeded('station')
  expect(kept.size).toBe(0)
})

test('a clock that is set back makes nobody wait longer than the wait', () => {
  const attempts = new Attempts()
  for (let index = 0; index < 5; index += 1) attempts.begin('wang', 9_000_000_000)
  expect(attempts.begin('wang', 1_000)).toMatchObject({ ok: false, fault: { detail: { seconds: 5 } } })
  expect(attempts.begin('wang', 6_000).ok).toBe(true)
})
