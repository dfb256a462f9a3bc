import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import { markedCode, readJoinCode } from '../../../shared/sync/join-code.ts'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')
const word = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...LETTERS), { minLength: length, maxLength: length }).map((all) => all.join(''))

test('a code and the mark of its server come out as they went in, however they are typed', () => {
  fc.assert(
    fc.property(word(16), word(16), fc.boolean(), (code, server, lower) => {
      const text = markedCode(code, asId(server))
      const typed = lower ? ` ${text.toLowerCase().replaceAll('-', ' ')} ` : text
      const read = readJoinCode(typed)
      expect(read.code.replaceAll('-', '')).toBe(code)
      expect(read.mark).toBe(server.slice(0, 12))
    }),
  )
})

test('a code of a program that did not say its server is taken as it stands', () => {
  expect(readJoinCode(' abcd-EFGH-jkmn-PQRS ')).toEqual({ code: 'abcd-EFGH-jkmn-PQRS', mark: undefined })
})
