// An order to destroy personal data, on a real server with three stations, one of them cut off while it is given: afterwards the
// name and the telephone number stand in no database of theirs, every chain verifies, and all see the same picture.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CENTRE } from '../../../server/admin/first-start.ts'
import { asId } from '../../../shared/base/ids.ts'
import { ERASURE } from '../../../shared/model/destruction.ts'
import { verifyStore } from '../../../station/engine/verify.ts'
import type { DeskStation } from '../../support/desk-station.ts'
import { deskStation, SPACE } from '../../support/desk-station.ts'
import { liveServer } from '../../support/live-server.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { officer } from '../../support/server-people.ts'

const PASSWORD = 'a long password'
const NAME = '欧阳佚名甲乙'
const TELEPHONE = '0591-87654321'

/** Files below a folder that hold the text. */
function holding(folder: string, text: string): readonly string[] {
  const needle = Buffer.from(text)
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return holding(path, text)
    return readFileSync(path).includes(needle) ? [path] : []
  })
}

async function seat(
  server: Awaited<ReturnType<typeof liveServer>>,
  name: string,
): Promise<{ readonly folder: string; readonly station: DeskStation }> {
  const folder = scratchFolder()
  const station = await deskStation({ folder, name, server, agency: CENTRE })
  expect(await station.call('signIn', { name: 'gong', password: PASSWORD })).toMatchObject({ ok: true })
  return { folder, station }
}

test(
  'what names people is gone from server and stations, also from one that was cut off; chains verify',
  { timeout: 120_000 },
  async () => {
    const serverFolder = scratchFolder()
    const server = await liveServer(serverFolder)
    await officer(server, 'gong', 'administrator')
    const a = await seat(server, '甲席')
    const b = await seat(server, '乙席')
    const c = await seat(server, '丙席')
    const seats = [a, b, c]
    const id = await a.station.must('reportIncident', {
      ...{
        title: '山洪',
        category: '11B01',
        sourceName: NAME,
        sourceTelephone: TELEPHONE,
        description: `两人被困，${NAME}报告`,
      },
    })
    await a.station.must('amendIncident', { id, fields: { sourceName: `${NAME}（更正）`, dead: 0 } })
    const line = await a.station.must('addLogEntry', { incident: id, text: `${NAME}已安置，${TELEPHONE}` })
    const other = await a.station.must('addLogEntry', { incident: id, text: '道路中断' })
    const call = await a.station.must('recordCall', {
      ...{ incident: id, direction: 'in', at: '2026-11-26T08:00:00+08:00', cause: `${NAME}报告山洪`, callerName: NAME },
      callerTelephone: TELEPHONE,
    })
    const code = (one: DeskStation) => one.engine.store.facts(asId(SPACE))
    const agree = (): Promise<unknown> =>
      Promise.all(
        seats.map(({ station }) =>
          station.until(
            () => code(station).waiting === 0 && Buffer.compare(code(station).digest, code(a.station).digest) === 0,
          ),
        ),
      )
    await agree()
    const open = await a.station.run('destroyPersonalData', {
      incident: id,
      basis: '个人信息保护法第四十七条',
      reason: '事件办结',
    })
    expect(open).toMatchObject({ ok: false, fault: { kind: 'wrongState' } })
    await a.station.must('changeIncidentStatus', { id, status: 'closed', reason: '处置完毕' })
    await agree()
    await c.station.call('setCutOff', { cutOff: true })
    const order = await a.station.must('destroyPersonalData', {
      ...{ incident: id, basis: '个人信息保护法第四十七条', reason: '事件办结' },
      texts: [
        { kind: 'incident', id },
        { kind: 'logEntry', id: line },
        { kind: 'call', id: call },
      ],
    })
    const erasures = a.station.items(ERASURE, {})
    await erasures.until(() => erasures.rows().length === 3)
    expect(holding(c.folder, NAME).length).toBeGreaterThan(0)
    await c.station.call('setCutOff', { cutOff: false })
    await erasures.until(() => erasures.rows().length === 4)
    await agree()
    const said = erasures
      .rows()
      .map(({ fields }) => [fields['destruction']?.value, fields['erased']?.value, fields['absent']?.value])
    expect(said).toEqual(Array.from({ length: 4 }, () => [order, 4, 0]))
    for (const { station, folder } of seats) {
      const shown = station.engine.store.read(asId(SPACE), 'incident', asId(id))
      const value = (name: string) => shown?.fields.get(name)?.heads[0]?.value
      expect([value('title'), value('description'), value('dead'), value('sourceName')]).toEqual(['山洪', '', 0, ''])
      const text = (record: string) =>
        station.engine.store.read(asId(SPACE), 'logEntry', asId(record))?.fields.get('text')?.heads[0]?.value
      expect([text(line), text(other)]).toEqual(['—', '道路中断'])
      const { chains, pictureProblems } = verifyStore(station.engine.store)
      expect([chains.filter(({ problem }) => problem !== null), pictureProblems]).toEqual([[], []])
      expect(chains.reduce((sum, { erased }) => sum + erased, 0)).toBe(4)
      await station.stop()
      for (const secret of [NAME, TELEPHONE]) expect(holding(folder, secret)).toEqual([])
    }
    await server.close()
    for (const secret of [NAME, TELEPHONE]) expect(holding(serverFolder, secret)).toEqual([])
  },
)
