// The pages on REST and webhooks are true: every example is run as it stands there and gives what stands beside it.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { Json } from '../../../shared/base/json.ts'
import { restWorld } from '../../support/rest-world.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { webhookReceiver } from '../../support/webhook-receiver.ts'

const DOCS = join(import.meta.dirname, '../../../docs/interconnect')
const SEEDS = join(import.meta.dirname, '../../../seeds/mappings')

interface Block {
  readonly kind: string
  readonly text: string
}

/** Fenced blocks of a page, in order. */
function blocks(page: string): readonly Block[] {
  const text = readFileSync(join(DOCS, page), 'utf8')
  return [...text.matchAll(/^```(\w+(?: \w+)?)\n([\s\S]*?)^```$/gm)].map(([, kind = '', inside = '']) => ({
    kind,
    text: inside,
  }))
}

/** Holds when `given` has what the page shows: … stands for any value, and as a name for further members. */
function same(shown: Json, given: Json, place = '$'): void {
  if (shown === '…') expect(given, place).toBeDefined()
  else if (typeof shown === 'string' && shown.includes('…'))
    expect(given, place).toEqual(expect.stringContaining(shown.slice(0, shown.indexOf('…'))))
  else if (Array.isArray(shown)) {
    expect(Array.isArray(given) && given.length, place).toBe(shown.length)
    for (const [index, one] of shown.entries()) same(one as Json, (given as Json[])[index]!, `${place}[${index}]`)
  } else if (typeof shown === 'object' && shown !== null) {
    const { '…': more, ...members } = shown as Record<string, Json>
    if (more === undefined)
      expect(Object.keys(given as object).toSorted(), place).toEqual(Object.keys(members).toSorted())
    for (const [name, one] of Object.entries(members))
      same(one, (given as Record<string, Json>)[name]!, `${place}.${name}`)
  } else expect(given, place).toEqual(shown)
}

function run(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euc', script], { env: { PATH: process.env['PATH'] ?? '', ...env } })
    let out = ''
    shell.stdout.on('data', (part: Buffer) => (out += part.toString()))
    shell.on('error', reject)
    shell.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${code}: ${script}`))))
  })
}

const hasCurl = spawnSync('curl', ['--version']).error === undefined
if (!hasCurl) console.log('docs: curl is not here, so the examples of rest.md were not run')

test.runIf(hasCurl)('every curl example of rest.md does what the page says', async () => {
  const mapping = JSON.parse(readFileSync(join(SEEDS, 'example-fire-119.json'), 'utf8')) as Json
  const { caller, url, world } = await restWorld({ mappings: [mapping] })
  const env = { URL: url, KEY: (await caller()).key }
  const page = blocks('rest.md')
  let ran = 0
  for (const [at, { kind, text }] of page.entries()) {
    if (kind !== 'sh') continue
    const said = (await run(text, env)).trim()
    const shown = page[at + 1]!
    if (shown.kind === 'json') {
      const lines = [said.split('\n'), shown.text.trim().split('\n')] as const
      expect(lines[0].length, text).toBe(lines[1].length)
      for (const [line, one] of lines[1].entries()) same(JSON.parse(one) as Json, JSON.parse(lines[0][line]!) as Json)
    } else expect(said).toBe(shown.text.trim())
    ran += 1
  }
  expect(ran).toBe(8)
  const titles = (await world.records('incident')).map(({ fields }) => fields['title'])
  expect(new Set(titles)).toEqual(new Set(['高层住宅火灾', '车辆起火', '厂房火灾']))
})

test('the event and the program of webhook.md are those of a real delivery', async () => {
  const [example, program] = ['json event', 'js verify'].map(
    (kind) => blocks('webhook.md').find((one) => one.kind === kind)!.text,
  )
  const file = join(scratchFolder(), 'verify.mjs')
  writeFileSync(file, program!)
  const { holds } = (await import(pathToFileURL(file).href)) as {
    holds(secret: string, headers: object, body: Uint8Array, nowSeconds: number): boolean
  }
  const rest = await restWorld()
  const receiver = await webhookReceiver()
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const fields = ['incident.number', 'incident.title', 'incident.trapped']
  await rest.world.gateway('webhook', { url: receiver.url, secret, allowPrivateAddress: true, fields })
  const call = await rest.caller()
  await call('POST', '/api/v1/incidents', { title: '高层住宅火灾', category: '12G03', number: 'J1' })
  await call('PATCH', '/api/v1/incidents/J1', { trapped: 3 })
  const [, amended] = await receiver.until(2)
  const { headers, body, event } = amended!
  const shown = JSON.parse(
    example!.replace('test-live/7', event.id).replace('"position": 7', `"position": ${event.data.position}`),
  ) as Json
  same(shown, JSON.parse(body.toString()) as Json)
  const seconds = Number(headers['webhook-timestamp'])
  expect(holds(secret, headers, body, seconds + 10)).toBe(true)
  expect(holds(secret, headers, body, seconds + 1_000)).toBe(false)
  expect(holds(secret, headers, Buffer.from('{}'), seconds)).toBe(false)
  expect(holds(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, body, seconds)).toBe(false)
})
