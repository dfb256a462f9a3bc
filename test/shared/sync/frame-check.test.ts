// The check behind each frame: whatever single bit turns over, wherever, the frame is not taken for what was sent.
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openChecked, withCheck, withoutCheck } from '../../../shared/sync/frame-check.ts'
import type { EventName, RequestName } from '../../../shared/sync/protocol.ts'

const frames = fc.uint8Array({ maxLength: 400 })

interface Rig {
  readonly heard: unknown[]
  readonly ended: string[]
  readonly sent: Uint8Array[]
  readonly answers: unknown[]
  hear(frame: unknown): void
  ask(frame: Uint8Array): (answer: unknown) => void
}

/** A checked socket over one that a test speaks through. */
function rig(): Rig {
  const [heard, ended, sent, answers]: [unknown[], string[], Uint8Array[], unknown[]] = [[], [], [], []]
  let tell: ((name: EventName, frame: unknown) => void) | undefined
  let answer: (bytes: unknown) => void = () => undefined
  const socket = openChecked(
    ({ onFrame }) => {
      tell = onFrame
      return {
        send(_name: RequestName, frame, onAnswer) {
          sent.push(frame)
          answer = onAnswer
        },
        close: () => undefined,
      }
    },
    {
      onFrame: (_name, frame) => void heard.push(frame),
      onHeard: () => undefined,
      onEnd: (reason) => void ended.push(reason),
    },
    crc32,
  )
  return {
    heard,
    ended,
    sent,
    answers,
    hear: (frame) => tell?.('live', frame),
    ask(frame) {
      socket.send('push', frame, (bytes) => void answers.push(bytes))
      return answer
    },
  }
}

describe('[SY-35] the check behind a frame', () => {
  test('a frame comes out as it went in', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(withoutCheck(withCheck(frame, crc32), crc32)).toEqual(frame)
        const { buffer } = withCheck(frame, crc32)
        expect(withoutCheck(buffer, crc32)).toEqual(frame)
      }),
    )
  })

  test('any one bit turned over, bytes cut off or repeated are found', () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.nat(), (frame, at, cut) => {
        const checked = withCheck(frame, crc32)
        const bit = at % (checked.length * 8)
        const turned = checked.slice()
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(withoutCheck(turned, crc32)).toBeUndefined()
        const short = checked.subarray(0, cut % checked.length)
        const isSame = short.length >= 4 && withoutCheck(short, crc32) !== undefined
        expect(isSame).toBe(false)
      }),
    )
  })

  test('what is no frame is none', () => {
    for (const odd of [undefined, null, 'text', 7, {}, new Uint8Array(3)])
      expect(withoutCheck(odd, crc32)).toBeUndefined()
  })

  test('towards a server that checks, frames carry it both ways; a damaged one ends the connection and is not taken', () => {
    const { heard, ended, sent, answers, hear, ask } = rig()
    const frame = new Uint8Array([1, 2, 3])
    hear(withCheck(frame, crc32))
    expect(heard).toEqual([frame])
    const answer = ask(frame)
    expect(withoutCheck(sent[0], crc32)).toEqual(frame)
    answer(withCheck(frame, crc32))
    expect(answers).toEqual([frame])
    hear(withCheck(frame, crc32).fill(9, 0, 1))
    hear(withCheck(frame, crc32))
    expect([heard.length, ended]).toEqual([1, ['a frame was damaged on its way']])
  })

  test('towards a server that does not, frames are as before', () => {
    const { heard, ended, sent, answers, hear, ask } = rig()
    const frame = new Uint8Array([0xa1, 0x61, 0x78, 0x07, 0x01])
    hear(frame)
    ask(frame)(frame)
    expect([heard, sent, answers, ended]).toEqual([[frame], [frame], [frame], []])
  })
})
