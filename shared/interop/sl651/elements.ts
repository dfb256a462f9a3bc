// What the element identifiers of SL651-2014 (annex C) stand for. Data, because provinces and makers add their own: a
// gateway's settings may add to it or take over an entry. `quantity` is the word of a reading row.

export interface Element {
  readonly id: number
  readonly quantity: string
  readonly unit: string
}

const TABLE: readonly (readonly [id: number, quantity: string, unit: string])[] = [
  [0x02, 'temperature', '℃'],
  [0x03, 'waterTemperature', '℃'],
  [0x08, 'pressure', 'hPa'],
  [0x09, 'gateOpening', 'm'],
  [0x0e, 'groundwaterDepth', 'm'],
  [0x0f, 'waveHeight', 'm'],
  [0x10, 'soilMoisture10', '%'],
  [0x11, 'soilMoisture20', '%'],
  [0x12, 'soilMoisture30', '%'],
  [0x13, 'soilMoisture40', '%'],
  [0x14, 'soilMoisture50', '%'],
  [0x15, 'soilMoisture60', '%'],
  [0x16, 'soilMoisture80', '%'],
  [0x17, 'soilMoisture100', '%'],
  [0x18, 'humidity', '%'],
  [0x1a, 'rain1h', 'mm'],
  [0x1b, 'rain2h', 'mm'],
  [0x1c, 'rain3h', 'mm'],
  [0x1d, 'rain6h', 'mm'],
  [0x1e, 'rain12h', 'mm'],
  [0x1f, 'rainDay', 'mm'],
  [0x20, 'rain', 'mm'],
  [0x21, 'rain1min', 'mm'],
  [0x22, 'rain5min', 'mm'],
  [0x23, 'rain10min', 'mm'],
  [0x24, 'rain30min', 'mm'],
  [0x25, 'rainStorm', 'mm'],
  [0x26, 'rainTotal', 'mm'],
  [0x27, 'flow', 'm³/s'],
  [0x30, 'flowOut', 'm³/s'],
  [0x33, 'windDirection', '°'],
  [0x34, 'windForce', '级'],
  [0x35, 'wind', 'm/s'],
  [0x36, 'meanVelocity', 'm/s'],
  [0x37, 'velocity', 'm/s'],
  [0x38, 'voltage', 'V'],
  [0x39, 'level', 'm'],
  [0x3a, 'levelBelow', 'm'],
  [0x3b, 'levelAbove', 'm'],
  [0x3c, 'level1', 'm'],
  [0x3d, 'level2', 'm'],
  [0x3e, 'level3', 'm'],
  [0x3f, 'level4', 'm'],
  [0x40, 'level5', 'm'],
  [0x41, 'level6', 'm'],
  [0x42, 'level7', 'm'],
  [0x43, 'level8', 'm'],
]

/** The table with a gateway's own entries over it. */
export function elementTable(own: readonly Element[]): ReadonlyMap<number, Element> {
  const table = new Map<number, Element>(TABLE.map(([id, quantity, unit]) => [id, { id, quantity, unit }]))
  for (const element of own) table.set(element.id, element)
  return table
}
