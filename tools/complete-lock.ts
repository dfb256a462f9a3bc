// `npm run lock`, after every `npm install NAME`: completes package-lock.json, so that `npm ci` works on every platform.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completed, type LockEntries, missingEntries } from './lock-entries.ts'
import { ROOT } from './run-child.ts'

const path = join(ROOT, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockEntries }
const count = Object.keys(missingEntries(lock.packages)).length
lock.packages = completed(lock.packages)
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`package-lock.json: ${count} entries of other platforms added`)
