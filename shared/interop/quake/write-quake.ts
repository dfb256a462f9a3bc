// An earthquake as what we keep: a row of the map, and an incident. Records are written in Chinese, the language of the
// picture; the place is told in the words of its source. No grade: grading is for officers.
import type { CommandInput } from '../../commands/commands.ts'
import type { FeatureRow } from '../../model/ambient.ts'
import { isoWithOffset } from '../../model/incident-number.ts'
import type { Quake } from './read-quakes.ts'

/** Codes of our event table: 天然地震事件, 人工地震事件. */
const NATURAL = '11C02'
const ARTIFICIAL = '11C01'
const ARTIFICIAL_TYPES: ReadonlySet<string> = new Set([
  'explosion',
  'quarry blast',
  'mine collapse',
  'mining explosion',
  'chemical explosion',
  'nuclear explosion',
  'rock burst',
])

export function quakeRow(
  quake: Quake,
  {
    gateway,
    key,
    nowMs,
    staleMs,
  }: { readonly gateway: string; readonly key: string; readonly nowMs: number; readonly staleMs: number },
): FeatureRow {
  const { epicentre, depthKm } = quake
  return {
    id: `${gateway}/${key}`,
    gateway,
    sort: 'quake',
    name: quakeTitle(quake),
    atMs: Math.max(0, quake.atMs),
    heardMs: nowMs,
    staleMs,
    geometry: { type: 'Point', coordinates: [epicentre.lon, epicentre.lat] },
    facts: {
      震级: `${quake.magnitudeType} ${quake.magnitude.toFixed(1)}`.trim(),
      ...(depthKm === null ? {} : { 深度: `${String(depthKm)} km` }),
      ...(quake.place === '' ? {} : { 参考位置: quake.place }),
      ...(quake.mmi === null ? {} : { 最大烈度: quake.mmi.toFixed(1) }),
      ...(quake.felt === null ? {} : { 有感报告: String(quake.felt) }),
      ...(quake.isTsunamiPossible ? { 海啸: '可能引发' } : {}),
      ...(quake.status === '' ? {} : { 状态: STATUS[quake.status] ?? quake.status }),
      编号: quake.ids[0],
    },
  }
}

const STATUS: { readonly [status: string]: string } = { automatic: '自动测定', reviewed: '人工复核', deleted: '已撤销' }

export function quakeTitle({ magnitude, place, type }: Quake): string {
  const what = ARTIFICIAL_TYPES.has(type) ? '级人工地震' : '级地震'
  return `${magnitude.toFixed(1)}${what} ${place}`.trim().slice(0, 120)
}

/** Report of it; the same fields go into the amendment when the feed has news. */
export function quakeIncident(quake: Quake, system: string): CommandInput<'reportIncident'> {
  return {
    title: quakeTitle(quake),
    category: ARTIFICIAL_TYPES.has(quake.type) ? ARTIFICIAL : NATURAL,
    position: quake.epicentre,
    place: quake.place,
    occurredAt: isoWithOffset(quake.atMs),
    description: descriptionOf(quake),
    sourceKind: 'earthquake',
    sourceChannel: 'system',
    sourceName: system.slice(0, 80),
    linkedSystem: system.slice(0, 60),
    linkedNumber: quake.ids[0].slice(0, 80),
  }
}

function descriptionOf(quake: Quake): string {
  const { depthKm, felt, cdi, mmi, isTsunamiPossible, status, updatedMs, url } = quake
  const lines = [
    `震级 ${quake.magnitudeType} ${quake.magnitude.toFixed(1)}，震中 ${quake.epicentre.lat.toFixed(3)}, ${quake.epicentre.lon.toFixed(3)}${depthKm === null ? '' : `，深度 ${String(depthKm)} km`}。`,
    `${STATUS[status] ?? status}，更新于 ${isoWithOffset(updatedMs)}。`,
    felt === null ? '' : `有感报告 ${String(felt)} 份${cdi === null ? '' : `，最大有感烈度 ${cdi.toFixed(1)}`}。`,
    mmi === null ? '' : `仪器最大烈度 ${mmi.toFixed(1)}。`,
    isTsunamiPossible ? '发布机构提示可能引发海啸。' : '',
    status === 'deleted' ? '发布机构已撤销此条。' : '',
    url,
  ]
  return lines.filter((line) => line !== '').join('\n')
}
