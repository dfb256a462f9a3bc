// A file from elsewhere: chosen, its columns mapped, its rows looked at, written, the refused ones saved; brought in again it
// doubles nothing; and the list goes out as GeoJSON and KML.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { readSheet } from '../../renderer/ui/spreadsheet.ts'
import { readGeoJson } from '../../shared/interop/geojson/read-geojson.ts'
import { SCREENS, usePages } from '../support/browser.ts'
import { scratchFolder } from '../support/scratch.ts'
import type { ConsolePage } from './support/console-page.ts'
import { openConsole } from './support/console-page.ts'
import { choose, shown } from './support/controls.ts'
import { seriousFindings, strangers, wordsOn } from './support/reading.ts'
import { exactly } from './support/words.ts'
import { OFFICERS, useWorld } from './support/world.ts'

const world = useWorld({ seats: ['甲席'] })
const pages = usePages()

function written(name: string, content: string): string {
  const file = join(scratchFolder(), name)
  writeFileSync(file, content)
  return file
}

function dialogOf(desk: ConsolePage): Locator {
  return desk.page.getByRole('dialog', { name: desk.say('importing:title') })
}

async function bring(desk: ConsolePage, file: string): Promise<Locator> {
  const dialog = dialogOf(desk)
  const chosen = desk.page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: desk.say('importing:choose') }).click()
  await (await chosen).setFiles(file)
  await dialog.getByRole('region', { name: desk.say('importing:preview') }).waitFor()
  return dialog
}

/** Names of formats and systems, and what the test itself has written. */
const DATA = ['WGS-84', 'GPS', 'GeoJSON', 'KML', 'GPX', 'XLSX', 'CSV', 'S-1', 'S-2', 'S-3', 'csv']

/** Reads the dialog at both sizes as a person and as axe would. */
async function look(desk: ConsolePage, name: string): Promise<void> {
  expect([name, strangers(await wordsOn(desk.page), desk.language, DATA)]).toEqual([name, []])
  for (const screen of ['small', 'wide'] as const) {
    await desk.page.setViewportSize(SCREENS[screen])
    await desk.keepPicture(`${name}-${desk.language}-${SCREENS[screen].width}`)
    expect([name, screen, await seriousFindings(desk.page)]).toEqual([name, screen, []])
  }
}

async function act(desk: ConsolePage, id: string): Promise<void> {
  await desk.openPalette()
  await desk.page.keyboard.type(desk.say(`app:act.${id}`))
  await desk.palette
    .getByRole('option', { name: desk.say(`app:act.${id}`) })
    .first()
    .click()
}

const CSV = [
  '单号,事情,在哪,纬度,经度,类型,等级,发生时间',
  'S-1,鼓楼积水三十厘米,乌山路,26.0850,119.2990,内涝,较大,2026-11-20 08:05',
  'S-2,社区停电,五一路,26.0700,119.3100,12P00,一般,2026-11-20 08:20',
  'S-3,坐标写错,台江,260.1,119.3,11A02,一般,2026-11-20 08:30',
  'S-4,,无名,26.1,119.3,11A02,一般,2026-11-20 08:40',
  'S-1,鼓楼积水三十厘米,乌山路,26.0850,119.2990,内涝,较大,2026-11-20 08:05',
].join('\n')

test('a table becomes incidents: mapped, looked at, written, refused rows kept; again it doubles nothing', async () => {
  const [seat] = world().seats
  const desk = await openConsole(pages, seat)
  await desk.signIn(OFFICERS.lin)
  await act(desk, 'import')
  const dialog = await bring(desk, written('通报.csv', CSV))

  // The head's own words are guessed where they are usual; the title is not, and is chosen.
  const field = (name: string) => dialog.getByRole('combobox', { name: exactly(desk.say(`importing:field.${name}`)) })
  await shown(field('latitude'), '纬度').waitFor()
  await dialog.getByText(/可导入 0 行/).waitFor()
  for (const [name, column] of [
    ['title', '事情'],
    ['place', '在哪'],
    ['linkedNumber', '单号'],
  ] as const) {
    await field(name).fill(column)
    await choose(field(name), column)
  }
  await dialog.getByText(/可导入 3 行，有问题 2 行/).waitFor()
  await dialog.getByText(/坐标：看不懂这个坐标（260.1, 119.3）/).waitFor()
  await dialog.getByText(/标题：请填标题/).waitFor()
  await look(desk, 'import-map')
  await dialog.getByRole('button', { name: desk.say('importing:write', { count: 3 }) }).click()
  await dialog.getByText(desk.say('importing:done', { written: 2, refused: 3, count: 2 })).waitFor()
  await dialog.getByText(desk.say('importing:alreadyHere')).waitFor()
  await look(desk, 'import-report')

  const download = desk.page.waitForEvent('download')
  await dialog.getByRole('button', { name: desk.say('importing:saveRefused') }).click()
  const saved = await (await download).path()
  const sheet = await readSheet(readFileSync(saved))
  expect(sheet?.map(([line]) => line)).toEqual([desk.say('importing:shown.line'), '4', '5', '6'])
  expect(sheet?.[1]?.[3]).toBe('坐标写错')
  await dialog.getByRole('button', { name: exactly(desk.say('importing:close')) }).click()
  await desk.incidents.countsTotal(2)
  await desk.incidents.listed('社区停电').waitFor()

  // The same file again: the columns are remembered, and nothing is doubled.
  await act(desk, 'import')
  await bring(desk, written('通报.csv', CSV))
  await dialog.getByRole('button', { name: desk.say('importing:write', { count: 3 }) }).click()
  await dialog.getByText(desk.say('importing:done', { written: 0, refused: 5, count: 0 })).waitFor()
  await dialog.getByRole('button', { name: exactly(desk.say('importing:close')) }).click()
  await desk.incidents.countsTotal(2)
})

test('placemarks dropped on the dialog become incidents of a chosen category; the list goes out as GeoJSON', async () => {
  const [seat] = world().seats
  const desk = await openConsole(pages, seat, { language: 'en' })
  if (await desk.name.isVisible()) await desk.signIn(OFFICERS.lin)
  await act(desk, 'import')
  // Tried again, the test must not meet its own incident.
  const title = `Bridge washed out ${String(Date.now())}`
  const kml = `<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>${title}</name><ExtendedData><Data name="team"><value>7</value></Data></ExtendedData><Point><coordinates>119.4,26.2</coordinates></Point></Placemark><NetworkLink><Link><href>http://127.0.0.1:1/</href></Link></NetworkLink></Document></kml>`
  const dialog = dialogOf(desk)
  const drop = dialog.getByRole('region', { name: desk.say('importing:drop') })
  const transfer = await desk.page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'field.kml'))
    return data
  }, kml)
  await drop.dispatchEvent('drop', { dataTransfer: transfer })
  await dialog.getByRole('region', { name: desk.say('importing:preview') }).waitFor()
  await dialog.getByText(/links to other files, not followed: 1/).waitFor()
  await dialog.getByRole('button', { name: desk.say('importing:write', { count: 1 }) }).click()
  await dialog.getByText(desk.say('importing:done', { written: 1, refused: 0, count: 1 })).waitFor()
  await dialog.getByRole('button', { name: exactly(desk.say('importing:close')) }).click()
  await desk.incidents.open(title)
  await desk.incidents.panel.getByText('team: 7').waitFor()

  // Brought in by mistake: all of an import is voided at once, with one reason.
  await act(desk, 'import')
  const wrong = await bring(desk, written('wrong.csv', `title,category\nWrong ${title},12P00\n`))
  await wrong.getByRole('button', { name: desk.say('importing:write', { count: 1 }) }).click()
  await wrong.getByRole('textbox', { name: desk.say('importing:voidReason') }).fill('the wrong file')
  await wrong.getByRole('button', { name: desk.say('importing:voidAll', { count: 1 }) }).click()
  await wrong.getByText(desk.say('importing:voided', { count: 1 })).waitFor()
  await wrong.getByRole('button', { name: exactly(desk.say('importing:close')) }).click()
  await desk.incidents.listed(`Wrong ${title}`).waitFor({ state: 'hidden' })

  for (const [id, ending] of [
    ['exportGeojson', /\.geojson$/],
    ['exportKml', /\.kml$/],
  ] as const) {
    const download = desk.page.waitForEvent('download')
    await act(desk, id)
    expect((await download).suggestedFilename()).toMatch(ending)
    const bytes = readFileSync(await (await download).path())
    if (id === 'exportKml') expect(bytes.toString('utf8')).toContain(title)
    else {
      const read = readGeoJson(bytes)
      if (!read.ok) throw new Error(read.fault.message)
      expect(read.value.features.map(({ properties }) => properties['title'])).toContain(title)
    }
  }
})
