// Links under TLS in a closed network: an authority of its own, a server that lets in only machines with a certificate, and files
// renewed while the link stands. Real certificates, sockets, servers.
import { X509Certificate } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { issueCertificate } from '../../../server/tls/certificates.ts'
import type { LinkServer } from '../../support/link-world.ts'
import { ask, incident, linkServer, linkUp, must } from '../../support/link-world.ts'
import { scratchFolder } from '../../support/scratch.ts'

const WAIT = { timeout: 15_000, interval: 20 }

const printOf = (path: string): string =>
  new X509Certificate(readFileSync(path)).fingerprint256.replaceAll(':', '').toLowerCase()

interface Network {
  readonly folder: string
  readonly ca: string
  readonly client: { readonly certificate: string; readonly key: string }
  readonly server: string
  readonly province: LinkServer
  readonly city: LinkServer
}

/** A province that lets in only machines with a certificate of the network's authority, and a city. */
async function closedNetwork(): Promise<Network> {
  const folder = scratchFolder()
  const server = must(await issueCertificate(folder, 'server', ['127.0.0.1'], Date.now()))
  const client = must(await issueCertificate(folder, 'client', ['city'], Date.now()))
  const province = await linkServer('province', Date.now, { ...server, clientCa: server.ca })
  return { folder, ca: server.ca, client, server: server.certificate, province, city: await linkServer('city') }
}

test('[LK-21] over mutual TLS a link shows its certificate, believes the network’s authority, and both fingerprints can be compared', async () => {
  const { ca, client, server, province, city } = await closedNetwork()
  const link = await linkUp(
    province,
    city,
    {},
    { serverCa: ca, clientCertificate: client.certificate, clientKey: client.key },
  )
  await link.agreed()
  await city.write('incident', 'fire', incident('火灾'))
  await province.until('incident', 'fire', 'title', '火灾')
  const { certificates } = await link.state('lower')
  expect(certificates).toEqual({ named: '', seen: printOf(server), own: printOf(client.certificate) })
})

test('[LK-21] without its certificate it is not let in; another authority, or another fingerprint beside the right one, is not believed', async () => {
  const { ca, client, province, city } = await closedNetwork()
  const own = { clientCertificate: client.certificate, clientKey: client.key }
  const link = await linkUp(province, city, {}, { serverCa: ca })
  await link.lower.until(({ row }) => row.fault?.kind === 'linkLost' && /certificate/i.test(row.fault.message))
  const save = (settings: Readonly<Record<string, string>>) =>
    city.world.order({
      order: 'save',
      gateway: link.lower.id,
      ...{ kind: 'link', name: 'city→province', agency: 'fjyj', space: city.space },
      settings: { side: 'accept', invitation: link.invitation, ...settings },
    })
  const stranger = must(await issueCertificate(scratchFolder(), 'server', ['127.0.0.1'], Date.now()))
  await save({ ...own, serverCa: stranger.ca })
  await link.lower.until(
    ({ row }) => row.fault?.kind === 'linkLost' && /self-signed|verify|issuer/i.test(row.fault.message),
  )
  await save({ ...own, serverCa: ca, certificate: printOf(stranger.certificate) })
  await link.lower.until(({ row }) => row.fault?.kind === 'linkLost' && /invitation/.test(row.fault.message))
  expect(province.world.server.hub.linked().has(city.id)).toBe(false)
  // With what fits it is let in at last.
  await save({ ...own, serverCa: ca })
  await link.agreed()
})

test('[LK-21] a renewed certificate is shown from the next connection on; one without its key is refused and named', async () => {
  const { folder, ca, client, province, city } = await closedNetwork()
  const mine = scratchFolder()
  const [certificate, key] = [join(mine, 'own.pem'), join(mine, 'own.key')]
  const put = (files: Network['client']): void => {
    copyFileSync(files.certificate, certificate)
    copyFileSync(files.key, key)
  }
  put(client)
  const first = printOf(certificate)
  const link = await linkUp(province, city, {}, { serverCa: ca, clientCertificate: certificate, clientKey: key })
  await link.agreed()
  put(must(await issueCertificate(folder, 'client', ['city'], Date.now())))
  link.proxy.cutOff()
  link.proxy.heal()
  await link.agreed()
  expect(printOf(certificate)).not.toBe(first)
  await vi.waitFor(async () => expect((await link.state('lower')).certificates?.own).toBe(printOf(certificate)), WAIT)
  const settings = { serverCa: ca, clientCertificate: certificate, clientKey: client.certificate }
  const done = await city.world.order({
    order: 'save',
    gateway: link.lower.id,
    ...{ kind: 'link', name: 'city→province', agency: 'fjyj', space: city.space },
    settings: { side: 'accept', invitation: link.invitation, ...settings },
  })
  expect(done.gateways?.[0]?.row.fault).toMatchObject({
    kind: 'fileUnreadable',
    detail: { path: client.certificate },
  })
  expect(await ask(city, link.lower, 'state')).toMatchObject({ ok: false })
})
