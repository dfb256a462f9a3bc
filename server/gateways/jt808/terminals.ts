// Which terminals are let in, what they are called, and the code each gets at registration. Codes are made from the terminal's
// number with a key that stays in the gateway's folder, so that a restart knows them all and none need be kept.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toBase32 } from '../../../shared/base/bytes.ts'
import type { Vehicle } from '../../../shared/interop/jt808/track.ts'
import { phoneKey } from '../../../shared/interop/jt808/track.ts'
import type { Jt808Settings } from '../../../shared/interop/settings/jt808.ts'
import type { GatewaySurroundings } from '../gateway.ts'

const CODE_BYTES = 10

export class Terminals {
  readonly #here: GatewaySurroundings
  readonly #listed: ReadonlyMap<string, Jt808Settings['terminals'][number]>
  readonly #admitsAll: boolean
  readonly #key: Buffer

  constructor(here: GatewaySurroundings, { terminals, admits }: Jt808Settings) {
    this.#here = here
    this.#listed = new Map(terminals.map((terminal) => [phoneKey(terminal.phone), terminal]))
    this.#admitsAll = admits === 'everyone'
    this.#key = keyIn(here.folder)
  }

  /** `phone` as phoneKey gives it. */
  isAdmitted(phone: string): boolean {
    return this.#admitsAll || this.#listed.has(phone)
  }

  codeOf(phone: string): string {
    return toBase32(createHmac('sha256', this.#key).update(phone).digest().subarray(0, CODE_BYTES))
  }

  isRightCode(phone: string, code: string): boolean {
    const [wanted, given] = [Buffer.from(this.codeOf(phone)), Buffer.from(code)]
    return wanted.length === given.length && timingSafeEqual(wanted, given)
  }

  /** Keeps the plate a terminal registered with; what the list says counts more. */
  learnPlate(phone: string, plate: string): void {
    const clean = plate.slice(0, 20)
    if (clean !== '' && this.#here.notes.get(`plate/${phone}`) !== clean) this.#here.notes.set(`plate/${phone}`, clean)
  }

  vehicle(phone: string): Vehicle {
    const listed = this.#listed.get(phone)
    const plate = (listed?.plate ?? '') === '' ? (this.#here.notes.get(`plate/${phone}`) ?? '') : (listed?.plate ?? '')
    const name = (listed?.name ?? '') === '' ? plate : (listed?.name ?? '')
    return { phone, plate, name: name === '' ? phone : name }
  }
}

function keyIn(folder: string): Buffer {
  const path = join(folder, 'terminal-codes.key')
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return readFileSync(path)
}
