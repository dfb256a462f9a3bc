// The page a browser comes back to from the directory: the code to type at the workstation, or why there is none. It is the
// server's, outside the console, and cannot know the officer's language: both stand on it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CALLBACK_PATH } from '../access/open-id-settings.ts'
import type { CameBack, OpenId } from '../access/open-id.ts'

const REASONS = {
  refused: [
    '统一身份认证没有确认这次登录。请回到烽燧重新开始。',
    'The directory did not confirm this sign-in. Begin again in Fengsui.',
  ],
  expired: [
    '这次登录已过期或已完成。请回到烽燧重新开始。',
    'This sign-in has expired or is done. Begin again in Fengsui.',
  ],
  unreachable: [
    '服务器暂时连不上统一身份认证。请稍后再试。',
    'The server cannot reach the directory now. Try again later.',
  ],
} as const

/** Answers the callback; false when the request is for something else. */
export function openIdAnswers(openId: OpenId): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [path, query = ''] = (request.url ?? '/').split('?', 2)
    if (path !== CALLBACK_PATH || request.method !== 'GET') return false
    void openId.cameBack(query.slice(0, 8_000)).then((came) => {
      response.writeHead(came.outcome === 'code' ? 200 : 400, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      })
      response.end(pageOf(came))
    })
    return true
  }
}

function pageOf(came: CameBack): string {
  const body =
    came.outcome === 'code'
      ? `<p>请把下面的数字填到工作站上，以“${escaped(came.name)}”登录：</p><p lang="en">Type this at your workstation to sign in as “${escaped(came.name)}”:</p><output>${came.code.slice(0, 3)} ${came.code.slice(3)}</output><p>如果不是您本人在工作站上开始的登录，请不要把数字告诉任何人。</p><p lang="en">If it was not you who began this at a workstation, give the number to nobody.</p>`
      : `<p>${REASONS[came.outcome][0]}</p><p lang="en">${REASONS[came.outcome][1]}</p>`
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>烽燧 Fengsui</title><style>body{background:#0b1420;color:#dbe6f1;font:16px/1.6 system-ui,sans-serif;max-width:34em;margin:12vh auto;padding:0 1em}output{display:block;font-size:48px;letter-spacing:.1em;margin:.4em 0;color:#fff}</style></head><body><h1>烽燧 Fengsui</h1>${body}</body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
