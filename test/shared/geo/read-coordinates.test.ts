import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalDegrees, degreesMinutesSeconds, readCoordinates } from '../../../shared/geo/read-coordinates.ts'

const FUZHOU = { lon: 119.30143, lat: 26.0784 }

describe('positions as people say and paste them', () => {
  test.each([
    ['26.0784, 119.30143'],
    ['119.30143,26.0784'],
    ['119.30143 26.0784'],
    ['N26.0784 E119.30143'],
    ['26.0784N 119.30143E'],
    ['119.30143°E, 26.0784°N'],
    ['(26.0784,119.30143)'],
    ['geo:26.0784,119.30143;u=35'],
    ['lat: 26.0784, lon: 119.30143'],
    ['lng=119.30143 , lat=26.0784'],
    ['北纬26.0784 东经119.30143'],
    ['东经119.30143度，北纬26.0784度'],
    ['纬度：26.0784，经度：119.30143'],
    ['２６．０７８４，１１９．３０１４３'],
  ])('decimal: %s', (text) => {
    expect(readCoordinates(text)).toEqual({ ok: true, position: FUZHOU })
  })

  test.each([
    [`26°04'42.24"N 119°18'5.148"E`],
    ['26°04′42.24″N, 119°18′5.148″E'],
    ['北纬26度4分42.24秒，东经119度18分5.148秒'],
    ['26 4 42.24 119 18 5.148'],
    [`E119°18'5.148" N26°4'42.24"`],
    [`26° 4' 42.24" 119° 18' 5.148"`],
  ])('degrees, minutes, seconds: %s', (text) => {
    expect(readCoordinates(text)).toEqual({ ok: true, position: FUZHOU })
  })

  test.each([
    [`26°04.704'N 119°18.0858'E`, FUZHOU],
    ['26 4.704 119 18.0858', FUZHOU],
    [`33°52'S 151°12'E`, { lon: 151.2, lat: -33.866667 }],
    ['-33.8667, 151.2', { lon: 151.2, lat: -33.8667 }],
    ['南纬10度 西经20度', { lon: -20, lat: -10 }],
  ])('other notations: %s', (text, position) => {
    expect(readCoordinates(text)).toEqual({ ok: true, position })
  })

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['26.0784', 'notTwo'],
    ['1,2,3', 'notTwo'],
    ['the harbour, near the pier', 'notANumber'],
    [`26°75'N 119°18'E`, 'notANumber'],
    ['126.5, 219.3', 'outOfRange'],
    ['26.07N, 25.3N', 'sameAxis'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(readCoordinates(text)).toEqual({ ok: false, problem })
  })

  test('what this program writes it reads again, to the precision written', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        (lon, lat) => {
          const sexagesimal = readCoordinates(degreesMinutesSeconds({ lon, lat }))
          expect(sexagesimal.ok && Math.abs(sexagesimal.position.lon - lon) < 0.1 / 3600).toBe(true)
          expect(sexagesimal.ok && Math.abs(sexagesimal.position.lat - lat) < 0.1 / 3600).toBe(true)
        },
      ),
    )
  })

  test('never throws, whatever is pasted', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readCoordinates(text).ok === 'boolean'))
  })

  test('writes both notations latitude first', () => {
    expect([degreesMinutesSeconds(FUZHOU), decimalDegrees(FUZHOU)]).toEqual([
      '26°04′42.2″N 119°18′05.1″E',
      '26.07840, 119.30143',
    ])
  })
})
