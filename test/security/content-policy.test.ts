// The content policy as it is really sent, by the browser host over HTTP and by app://, and the built console under it: no
// inline script, no eval, nothing from elsewhere.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { answerAppRequest } from '../../electron/main/app-protocol.ts'
import { safeScreen } from '../../electron/main/safe-screen.ts'
import { serveFile } from '../../station/link/static-files.ts'
import { buildRendererIfStale } from '../../tools/renderer-build.ts'
import { ROOT } from '../support/run-tool.ts'

const BUILT = join(ROOT, 'dist/renderer')
/** What a directive may say; what is not here is 'none'. Styles alone may be inline: Ant Design and Leaflet write them. */
const ALLOWED: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self' blob:",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

function directives(policy: string | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (policy ?? '').split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/)
      return [name, sources.join(' ')]
    }),
  )
}

beforeAll(async () => {
  if (!existsSync(join(BUILT, 'index.html'))) await buildRendererIfStale()
}, 240_000)

describe('the header', () => {
  test('the browser host sends it with every answer, also with errors, with what else a browser heeds', async () => {
    const server = createServer((request, response) => {
      void serveFile(BUILT, (request.url ?? '/').split('?', 1)[0] ?? '/', request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    for (const path of ['/', '/index.html', '/assets/none.js', '/%zz', '/some/view']) {
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`)
      expect([path, directives(headers.get('content-security-policy'))]).toEqual([path, ALLOWED])
      expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
        'nosniff',
        'no-referrer',
      ])
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    }
  })

  test('app:// sends the same', async () => {
    const answer = await answerAppRequest(BUILT, new Request('app://fengsui/index.html'))
    expect(answer.status).toBe(200)
    expect(directives(answer.headers.get('content-security-policy'))).toEqual(ALLOWED)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('the safe screen allows no script at all and is escaped', () => {
    const page = decodeURIComponent(safeScreen('en', '"><script>alert(1)</script>', '<img src=x onerror=alert(1)>'))
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<script|<img/)
  })
})

describe('the built console', () => {
  test('its page has no inline script, no handler, and nothing from elsewhere', () => {
    const page = readFileSync(join(BUILT, 'index.html'), 'utf8')
    const scripts = page.match(/<script\b[^>]*>[\s\S]*?<\/script>/g) ?? []
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts)
      expect(script).toMatch(/^<script type="module" crossorigin src="\.\/assets\/[^"]+"><\/script>$/)
    expect(page).not.toMatch(/\son\w+\s*=|javascript:|<style|<base|<iframe|<object|<embed|(src|href)="(https?:)?\/\//i)
  })

  test('its scripts call neither eval nor Function, which the policy forbids anyway', () => {
    const found = readdirSync(join(BUILT, 'assets'))
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => {
        const code = readFileSync(join(BUILT, 'assets', name), 'utf8')
        const calls = /(?<![\w$.])eval\(|\(0,\s*eval\)|(?<![\w$.])(?:new )?Function\(["'`]|setTimeout\(["'`]/g
        return [...code.matchAll(calls)].map(
          ({ index }) => `${name}: ${code.slice(Math.max(0, index - 60), index + 60)}`,
        )
      })
    // Zod asks once whether it may, finds that it may not, and goes the other way.
    expect(found.filter((hit) => !hit.includes('try{return Function(``),!0}catch{return!1}'))).toEqual([])
  })
})
