// Orders to gateways at the station: who may give them, and when they can be given at all.
import { describe, expect, test } from 'vitest'
import { asId } from '../../../shared/base/ids.ts'
import type { OfficerId } from '../../../shared/base/ids.ts'
import type { Role } from '../../../shared/model/role.ts'
import type { OrderParts } from '../../../station/engine/gateway-orders.ts'
import { orderGateways } from '../../../station/engine/gateway-orders.ts'

interface Desk {
  readonly parts: OrderParts
  readonly asked: unknown[]
  readonly ended: () => number
}

/** What the engine has, with a server that answers as given. */
function desk(
  answer: unknown,
  { link = 'linked', token = 'word' }: { readonly link?: string; readonly token?: string | null } = {},
): Desk {
  const asked: unknown[] = []
  let ended = 0
  const parts = {
    sync: {
      status: { state: link },
      request: (name: string, request: unknown) => {
        asked.push([name, request])
        return Promise.resolve(answer)
      },
    },
    sessions: { used: () => undefined, session: { token }, tokenEnded: () => (ended += 1) },
  }
  return { parts: parts as unknown as OrderParts, asked, ended: () => ended }
}

const as = (role: Role | null) => ({ officer: asId<OfficerId>('chen'), role })
const LIST = { order: 'list' } as const

describe('[RP-15] orders to gateways', () => {
  test('only who may write the directory gives them, only linked, only with the word of the server', async () => {
    const { parts, asked } = desk({ ok: true, value: { id: '' } })
    for (const [role, kind] of [
      [null, 'notSignedIn'],
      ['viewer', 'notAllowed'],
      ['dutyOfficer', 'notAllowed'],
      ['commander', 'notAllowed'],
    ] as const)
      expect(await orderGateways(parts, LIST, as(role))).toMatchObject({ ok: false, fault: { kind } })
    const cutOff = desk({ ok: true, value: { id: '' } }, { link: 'cutOff' })
    expect(await orderGateways(cutOff.parts, LIST, as('administrator'))).toMatchObject({ fault: { kind: 'offline' } })
    const fromMemory = desk({ ok: true, value: { id: '' } }, { token: null })
    expect(await orderGateways(fromMemory.parts, LIST, as('administrator'))).toMatchObject({
      fault: { kind: 'sessionEnded' },
    })
    expect([...asked, ...cutOff.asked, ...fromMemory.asked]).toEqual([])
    expect(await orderGateways(parts, LIST, as('administrator'))).toEqual({ ok: true, value: { id: '' } })
  })

  test('any officer asks how a link stands and for a warning as it came, and nothing else', async () => {
    const { parts, asked } = desk({ ok: true, value: { id: 'g', told: {} } })
    const question = (name: string) => ({ order: 'ask', gateway: 'g', question: name, input: null }) as const
    for (const name of ['state', 'kept'])
      expect(await orderGateways(parts, question(name), as('viewer'))).toMatchObject({ ok: true })
    expect(await orderGateways(parts, question('state'), as(null))).toMatchObject({ fault: { kind: 'notSignedIn' } })
    for (const name of ['invitation', 'end', 'newKey'])
      expect(await orderGateways(parts, question(name), as('commander'))).toMatchObject({
        fault: { kind: 'notAllowed' },
      })
    expect(asked).toHaveLength(2)
  })

  test('bytes go as bytes and come back as base64; a session the server has ended is ended here', async () => {
    const original = new Uint8Array([0x7e, 0x00, 0xff])
    const { parts, asked } = desk({ ok: true, value: { id: 'g', original } })
    const order = { order: 'test', gateway: 'g', name: 'a', message: Buffer.from(original).toString('base64') } as const
    expect(await orderGateways(parts, order, as('administrator'))).toEqual({
      ok: true,
      value: { id: 'g', original: 'fgD/' },
    })
    expect(asked).toEqual([['gateways', { token: 'word', order: { ...order, message: original } }]])
    const ended = desk({ ok: false, fault: { kind: 'sessionEnded', message: '' } })
    expect(await orderGateways(ended.parts, LIST, as('administrator'))).toMatchObject({ ok: false })
    expect(ended.ended()).toBe(1)
  })
})
