// The question `kept`: a message as it came, by the name its alert gives: its bytes, and as text where it is one.
import type { Result } from '../../../shared/base/fault.ts'
import { ok, refuse } from '../../../shared/base/fault.ts'
import type { Json } from '../../../shared/base/json.ts'
import { decodeXml } from '../../../shared/interop/xml/decode-xml.ts'
import type { Originals } from './originals.ts'

/** Characters that are shown: a person reads no more. */
const MAX_SHOWN = 500_000

/** The answer; `input` is the name. */
export async function askKept(originals: Originals, question: string, input: Json): Promise<Result<Json>> {
  if (question !== 'kept') return refuse('unknownMethod', `this gateway answers no ${question}`, { question })
  const bytes = typeof input === 'string' ? await originals.read(input) : undefined
  if (bytes === undefined) return refuse('notFound', 'nothing of that name is kept')
  const decoded = decodeXml(bytes)
  const text = decoded.ok ? decoded.value.text.slice(0, MAX_SHOWN) : ''
  return ok({ text, base64: Buffer.from(bytes).toString('base64') })
}
