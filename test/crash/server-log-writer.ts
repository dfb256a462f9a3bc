// The program power-cut.test.ts traces and kills: a server's journal that commits without pause, one line on stdout for every
// commit that was answered. Arguments: folder, first number.
import { writeSync } from 'node:fs'
import { random } from '../../server/log/node-crypto.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'
import { asId } from '../../shared/base/ids.ts'

const [folder = '', first = '0'] = process.argv.slice(2)
const space = asId<never>('fujian')
const opened = openSqliteLog(folder, Date.now(), random)
if (!opened.ok) throw new Error(opened.fault.message)
for (let number = Number(first); ; number += 1) {
  const fields = { text: `line ${number} ${'x'.repeat(200)}` }
  await opened.value.write(space, [{ kind: 'note', id: asId(`n${number}`), fields }], asId(''), Date.now())
  writeSync(1, `mine ${number}\n`)
}
