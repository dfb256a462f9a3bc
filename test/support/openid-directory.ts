// A real OpenID provider on loopback, as an existing directory: who types a name at it is that person. Its pages are walked as a
// browser would, or by a browser.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { CALLBACK_PATH } from '../../server/access/open-id-settings.ts'

export interface OpenIdDirectory {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  close(): Promise<void>
}

const CLIENT = { clientId: 'fengsui', clientSecret: 'a secret of the directory' } as const
const MOST_STEPS = 15

/** Starts one that knows a server at this address; whoever starts it closes it. */
export async function openIdDirectory(publicUrl: string): Promise<OpenIdDirectory> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [new URL(CALLBACK_PATH, publicUrl).href],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: `id of ${id}`, preferred_username: id }) }),
    cookies: { keys: ['of this test'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
  })
  const answer = provider.callback()
  http.on('request', (request, response) => void answer(request, response))
  let isOpen = true
  const close = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
  return { issuer, ...CLIENT, close }
}

/** Walks the directory's pages as somebody of this name; the address the browser is sent back to. */
export async function walkAs(name: string, url: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next: { readonly url: string; readonly body?: URLSearchParams } = { url }
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (new URL(next.url).pathname === CALLBACK_PATH) return next.url
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(next.body === undefined ? {} : { method: 'POST', body: next.body }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [key = '', value = ''] = set.split(';', 1)[0]?.split(/=(.*)/s) ?? []
      cookies.set(key, value)
    }
    const to = answer.headers.get('location')
    if (to !== null) {
      next = { url: new URL(to, next.url).href }
      continue
    }
    const page = await answer.text()
    const action = /action="([^"]+)"/.exec(page)?.[1]
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1]
    if (action === undefined || prompt === undefined) throw new Error(`no form at ${next.url}: ${page.slice(0, 300)}`)
    next = { url: new URL(action, next.url).href, body: new URLSearchParams({ prompt, login: name, password: 'any' }) }
  }
  throw new Error('the directory goes round in circles')
}
