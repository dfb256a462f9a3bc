// Loaded before a program (`node --import`): its clock can be set wrong from outside, by days and both ways, also while it runs.
// The file named by FENGSUI_TEST_CLOCK holds the shift in milliseconds; it is read anew on SIGUSR2. Only the wall clock is
// shifted: what a program measures with (performance.now) goes on, as on a real machine.
import { readFileSync } from 'node:fs'

const path = process.env['FENGSUI_TEST_CLOCK'] ?? ''
const RealDate = Date
const realNow = Date.now.bind(Date)
let shiftMs = Number(readFileSync(path, 'utf8'))

process.on('SIGUSR2', () => {
  shiftMs = Number(readFileSync(path, 'utf8'))
})

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: readonly unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [realNow() + shiftMs] : [...args], newTarget) as Date,
  apply: () => new RealDate(realNow() + shiftMs).toString(),
  get: (target, name) => (name === 'now' ? () => realNow() + shiftMs : (Reflect.get(target, name) as unknown)),
})
