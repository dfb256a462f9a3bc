// The alarm family of CoT (`b-l-…`) and our event codes, both ways. Our own small table: the types name what was noticed, our
// 380 codes name what it is, so many codes share a type; the code itself travels in our own detail element and comes back whole.

/** Type → event code, the particular after the general: the longest type that fits counts. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['b-l', '19000'],
  ['b-l-f', '12G00'],
  ['b-l-h', '13Y00'],
  ['b-l-m', '11B00'],
  ['b-l-g', '11D00'],
  ['b-l-r', '19000'],
  ['b-l-s', '12Y00'],
  ['b-l-i', '12P00'],
  ['b-l-e', '12Q00'],
  ['b-l-e-h', '12D00'],
  ['b-l-c', '12Y00'],
  ['b-l-c-b', '13D00'],
  ['b-l-c-b-c', '12D04'],
  ['b-l-c-e', '14B02'],
  ['b-l-c-n', '12T00'],
  ['b-l-c-n-r-dd', '14F20'],
  ['b-l-t', '12Y00'],
  ['b-l-t-v', '12H00'],
  ['b-l-t-v-a', '12H00'],
  ['b-l-t-v-a-c', '12H02'],
  ['b-l-t-v-a-f', '12H04'],
  ['b-l-t-v-a-i', '12H03'],
  ['b-l-t-v-a-or', '12H01'],
  ['b-l-l', '14Y00'],
  ['b-l-l-l', '14Y00'],
  ['b-l-l-l-as', '14B99'],
  ['b-l-l-l-ba', '14B99'],
  ['b-l-l-l-bt', '14B02'],
  ['b-l-l-l-bur', '14B99'],
  ['b-l-l-l-c', '12H00'],
  ['b-l-l-l-c-a', '12M00'],
  ['b-l-l-l-cd', '14A16'],
  ['b-l-l-l-dc', '14B13'],
  ['b-l-l-l-dv', '12H99'],
  ['b-l-l-l-hr', '12H00'],
  ['b-l-l-l-hup', '14B07'],
  ['b-l-l-l-k', '14B06'],
  ['b-l-l-l-m', '14B01'],
  ['b-l-l-l-r', '14B99'],
  ['b-l-l-l-s', '14B05'],
  ['b-l-l-l-sg', '14B19'],
  ['b-l-l-l-si', '13Y00'],
])

/** Event code or the beginning of one → type; the longest beginning counts. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'b-l'],
  ['11', 'b-l'],
  ['11A', 'b-l-m'],
  ['11B', 'b-l-m'],
  ['11C', 'b-l-g'],
  ['11D', 'b-l-g'],
  ['11E', 'b-l-m'],
  ['11E01', 'b-l-g'],
  ['11F', 'b-l-e'],
  ['11G', 'b-l-f'],
  ['12', 'b-l-s'],
  ['12A07', 'b-l-f'],
  ['12B05', 'b-l-f'],
  ['12D', 'b-l-e-h'],
  ['12D04', 'b-l-c-b-c'],
  ['12G', 'b-l-f'],
  ['12H', 'b-l-t-v-a'],
  ['12H01', 'b-l-t-v-a-or'],
  ['12H02', 'b-l-t-v-a-c'],
  ['12H03', 'b-l-t-v-a-i'],
  ['12H04', 'b-l-t-v-a-f'],
  ['12J', 'b-l-t'],
  ['12J07', 'b-l-r'],
  ['12J08', 'b-l-r'],
  ['12K', 'b-l-t'],
  ['12L', 'b-l-t'],
  ['12M', 'b-l-t'],
  ['12M01', 'b-l-l-l-c-a'],
  ['12P', 'b-l-i'],
  ['12Q', 'b-l-e'],
  ['12T', 'b-l-c-n'],
  ['12U', 'b-l-i'],
  ['13', 'b-l-h'],
  ['13D', 'b-l-c-b'],
  ['14', 'b-l-l-l'],
  ['14A', 'b-l-l-l-cd'],
  ['14B01', 'b-l-l-l-m'],
  ['14B02', 'b-l-c-e'],
  ['14B06', 'b-l-l-l-k'],
  ['14B07', 'b-l-l-l-hup'],
  ['14B13', 'b-l-l-l-dc'],
  ['14F20', 'b-l-c'],
  ['14H', 'b-l-i'],
])

/** The event code of an alarm's type; `b-l-…` only. */
export function eventCodeOfAlarm(type: string): string {
  for (let path = type; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('-')))) {
    const code = CODES.get(path)
    if (code !== undefined) return code
  }
  return '19000'
}

/** The alarm type that says most about an event code. */
export function alarmOfEventCode(code: string): string {
  for (let length = code.length; length > 0; length -= 1) {
    const type = TYPES.get(code.slice(0, length))
    if (type !== undefined) return type
  }
  return 'b-l'
}
