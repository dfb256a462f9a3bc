// Two incidents that are one event: what officers say of it, together and apart.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupsOf, sameEventId } from '../../../shared/model/same-event.ts'
import { CommandDesk } from '../../support/command-desk.ts'

const NOW = Date.parse('2026-11-26T08:00:00Z')
const LIN = { officer: 'lin' }

function desk(): CommandDesk {
  const one = new CommandDesk(NOW)
  for (const id of ['a', 'b', 'c']) one.write('incident', id, { title: id })
  return one
}

test('[CM-30] said, taken back, said again: one record of the pair, whichever of the two it is said of', () => {
  const one = desk()
  const id = one.run(LIN, 'sayWhetherSame', { incident: 'b', other: 'a', state: 'same' })
  expect([id, one.fields(id)]).toMatchObject(['a.b', { incident: 'a', other: 'b', state: 'same', by: 'lin' }])
  expect(one.run(LIN, 'sayWhetherSame', { incident: 'a', other: 'b', state: 'same' })).toBe('nothingToChange')
  expect(one.run(LIN, 'sayWhetherSame', { incident: 'a', other: 'b', state: 'open' })).toBe(id)
  expect(one.run(LIN, 'sayWhetherSame', { incident: 'b', other: 'a', state: 'different' })).toBe(id)
  expect(one.state(id)).toBe('different')
})

test.each([
  ['with itself', { incident: 'a', other: 'a', state: 'same' }, 'invalidInput'],
  ['with one nobody knows', { incident: 'a', other: 'x', state: 'same' }, 'notFound'],
  ['where nothing was said', { incident: 'a', other: 'b', state: 'open' }, 'nothingToChange'],
  ['in other words', { incident: 'a', other: 'b', state: 'merged' }, 'invalidInput'],
])('[CM-30] refused %s', (_how, input, fault) => {
  expect(desk().run(LIN, 'sayWhetherSame', input)).toBe(fault)
})

test('[CM-30] a viewer says nothing', () => {
  expect(
    desk().run({ officer: 'v', role: 'viewer' }, 'sayWhetherSame', { incident: 'a', other: 'b', state: 'same' }),
  ).toBe('notAllowed')
})

test('[CM-30] said differently at two stations apart it is one record in conflict; said alike it is none', () => {
  const one = desk()
  const [id] = one.apart(
    [LIN, 'sayWhetherSame', { incident: 'a', other: 'b', state: 'same' }],
    [{ officer: 'chen' }, 'sayWhetherSame', { incident: 'b', other: 'a', state: 'different' }],
  )
  expect(one.conflicts(id ?? '')).toContain('state')
  const [alike] = one.apart(
    [LIN, 'sayWhetherSame', { incident: 'b', other: 'c', state: 'same' }],
    [LIN, 'sayWhetherSame', { incident: 'c', other: 'b', state: 'same' }],
  )
  expect(one.conflicts(alike ?? '')).toEqual([])
})

test('[CM-30] groups: everyone in one knows the same list, oldest first, whatever order was said in; nobody is in two', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
  const pair = fc.tuple(id, id).filter(([a, b]) => a !== b)
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 15 }), fc.func(fc.integer()), (pairs, order) => {
      const said = pairs.map(([incident, other]) => ({ incident, other }))
      const groups = groupsOf(said)
      const again = groupsOf(
        said
          .toSorted((a, b) => order(a) - order(b))
          .map(({ incident, other }) => ({ incident: other, other: incident })),
      )
      expect(Object.fromEntries(again)).toEqual(Object.fromEntries(groups))
      for (const [a, b] of pairs) expect(groups.get(a)).toBe(groups.get(b))
      for (const [one, group] of groups) {
        expect(group).toContain(one)
        expect(group).toEqual([...new Set(group)].toSorted())
        expect(group.length).toBeGreaterThan(1)
        // Reachable from each other by what was said.
        const reached = new Set([one])
        for (let grew = true; grew;) {
          grew = false
          for (const [a, b] of pairs)
            if (reached.has(a) !== reached.has(b)) {
              reached.add(a).add(b)
              grew = true
            }
        }
        expect([...reached].toSorted()).toEqual(group)
      }
    }),
  )
})

test('the id of a pair does not depend on which is named first', () => {
  expect(sameEventId('b', 'a')).toBe(sameEventId('a', 'b'))
})
