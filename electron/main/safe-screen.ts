// The page shown when the engine does not start: no script, no data, plain words, one button.
import { RESTART_ADDRESS } from './lockdown.ts'
import type { Language } from './words.ts'
import { wordsOf } from './words.ts'

/** Why the station refused to start, in plain words where there are some, with its own sentence behind them. */
export function refusalWords(language: Language, kind: string, message: string): string {
  const words: { readonly [kind: string]: string } = wordsOf(language).refused
  return Object.hasOwn(words, kind) ? `${words[kind] ?? ''}\n\n${message}` : `${kind}: ${message}`
}

/** The page as a data: address. */
export function safeScreen(language: Language, reason: string, folder: string): string {
  const words = wordsOf(language).safe
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(words.title)}</title><style>body{margin:0;background:#0e1318;color:#d5dde5;font:15px/1.7 "Noto Sans SC","Microsoft YaHei",sans-serif;display:grid;place-items:center;height:100vh}
main{max-width:640px}h1{font-size:22px;font-weight:600}dt{color:#8a99a8}dd{margin:0 0 12px;white-space:pre-wrap;overflow-wrap:anywhere}a{color:#0e1318;background:#d5dde5;padding:8px 16px;text-decoration:none}</style>
<main><h1>${escapeHtml(words.title)}</h1><p>${escapeHtml(words.text)}</p><dl><dt>${escapeHtml(words.reason)}</dt><dd>${escapeHtml(reason)}</dd>
<dt>${escapeHtml(words.folder)}</dt><dd>${escapeHtml(folder)}</dd></dl><p>${escapeHtml(words.advice)}</p><p><a href="${RESTART_ADDRESS}">${escapeHtml(words.restart)}</a></p></main></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
