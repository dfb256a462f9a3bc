import { X509Certificate } from 'node:crypto'
// A link through what happens to servers: restarted in the middle, put back from an older copy on either side, met under TLS.
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import { asId } from '../../../shared/base/ids.ts'
import type { LinkServer } from '../../support/link-world.ts'
import { incident, linkServer, linkUp, must } from '../../support/link-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const WAIT = { timeout: 20_000, interval: 20 }

/** Stops a server, lets it run on from here, and gives what puts it back to how it was. */
async function copyOf(server: LinkServer): Promise<() => Promise<void>> {
  const copy = scratchFolder()
  await server.stop()
  cpSync(server.folder, copy, { recursive: true })
  await server.start()
  return async () => {
    await server.stop()
    rmSync(server.folder, { recursive: true })
    cpSync(copy, server.folder, { recursive: true })
    await server.start()
  }
}

test('[LK-9] both servers restarted in the middle of many incidents: nothing is lost, nothing doubled', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city)
  await link.agreed()
  for (let index = 0; index < 40; index += 1) {
    await city.write('incident', `c${index}`, incident(`市${index}`))
    await province.write('incident', `p${index}`, incident(`省${index}`))
    if (index === 15) await province.stop()
    if (index === 15) await province.start()
    if (index === 25) await city.stop()
    if (index === 25) await city.start()
  }
  await vi.waitFor(async () => {
    const [one, other] = [await province.picture(), await city.picture()]
    expect(Object.keys(one).length).toBe(80)
    expect(one).toEqual(other)
  }, WAIT)
  await link.same()
})

test('[LK-9] the upper server put back from a copy: the lower one brings the shared space back, and what came of it', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city)
  await link.agreed()
  await city.write('incident', 'before', incident('之前'))
  await province.until('incident', 'before', 'title', '之前')
  const putBack = await copyOf(province)
  await city.write('incident', 'after', incident('之后'))
  await province.until('incident', 'after', 'title', '之后')
  await province.write('incident', 'after', { level: 1 })
  await city.until('incident', 'after', 'level', 1)
  await link.same()
  const { epoch } = province.world.server.log
  await putBack()
  await vi.waitFor(() => expect(province.world.server.log.epoch).not.toBe(epoch), WAIT)
  await province.until('incident', 'after', 'title', '之后')
  await city.write('incident', 'later', incident('后来'))
  await province.until('incident', 'later', 'title', '后来')
  expect((await city.shown('incident', 'after'))?.['level']).toBe(1)
  await link.same()
})

test('[LK-9] the lower server put back from a copy: it pulls anew, and what it gave since is not lost', async () => {
  const [province, city] = [await linkServer('province'), await linkServer('city')]
  const link = await linkUp(province, city)
  await link.agreed()
  await province.write('incident', 'before', incident('之前'))
  await city.until('incident', 'before', 'title', '之前')
  const putBack = await copyOf(city)
  await province.write('incident', 'after', incident('之后'))
  await city.until('incident', 'after', 'title', '之后')
  await city.write('incident', 'own', incident('市里的'))
  await province.until('incident', 'own', 'title', '市里的')
  await link.same()
  await putBack()
  await city.until('incident', 'after', 'title', '之后')
  await province.write('incident', 'later', incident('后来'))
  await city.until('incident', 'later', 'title', '后来')
  expect((await province.shown('incident', 'own'))?.['title']).toBe('市里的')
  await link.same()
})

test('[LK-1] under TLS the certificate named is the one believed, and no other', async () => {
  const issued = must(await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now()))
  const other = must(await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now()))
  const fingerprint = (path: string): string => new X509Certificate(readFileSync(path)).fingerprint256
  const province = await linkServer('province', Date.now, issued)
  const city = await linkServer('city')
  const link = await linkUp(province, city, { certificate: fingerprint(issued.certificate) })
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  // Another certificate than the one named is not spoken to.
  const settings = (await link.lower.view()).settings
  await city.world.order({
    order: 'save',
    gateway: link.lower.id,
    ...{ kind: 'link', name: 'city→province', agency: 'fjyj', space: city.space },
    settings: { ...settings, certificate: fingerprint(other.certificate) },
  })
  await link.lower.until(({ row }) => row.fault !== null && row.peers === 0)
  expect((await link.lower.view()).row.fault).toMatchObject({ kind: 'linkLost' })
  expect(province.world.server.hub.linked().has(asId(city.id))).toBe(false)
})
