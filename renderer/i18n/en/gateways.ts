// Words of the kinds of gateways and their settings. English.
import type { Words } from '../words.ts'
import type { gateways as zh } from '../zh-CN/gateways.ts'

export const gateways: Words<typeof zh> = {
  kinds: {},
  about: {},
  format: {},
  quantity: {
    rain: 'Rain',
    level: 'Water level',
    flow: 'Flow',
    wind: 'Wind',
    temperature: 'Temperature',
    humidity: 'Humidity',
    pressure: 'Pressure',
    voltage: 'Voltage',
  },
  values: {
    wgs84: 'WGS-84',
    gcj02: 'GCJ-02 (Amap, Tencent)',
    bd09: 'BD-09 (Baidu)',
    cgcs2000: 'CGCS2000',
  },
}
