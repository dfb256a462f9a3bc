// Which column of somebody's table is which field, by the usual words of its head. A guess for people to correct.

/** Fields an import can fill. Latitude and longitude may stand in two columns, or as one position. */
export const IMPORT_FIELDS = [
  'title',
  'category',
  'level',
  'place',
  'position',
  'latitude',
  'longitude',
  'division',
  'occurredAt',
  'receivedAt',
  'sourceKind',
  'sourceName',
  'sourceTelephone',
  'dead',
  'missing',
  'injured',
  'trapped',
  'evacuated',
  'description',
  'linkedNumber',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

/** Field → number of the column; a field that no column fills is not there. */
export type ColumnMap = { readonly [field in ImportField]?: number }

const WORDS: { readonly [field in ImportField]: readonly string[] } = {
  title: ['标题', '事件标题', '事件名称', '名称', 'title', 'name', 'event', 'headline'],
  category: ['类别', '事件类别', '事件类型', '类型', '类别代码', 'category', 'type', 'kind'],
  level: ['级别', '等级', '事件级别', '事件等级', 'level', 'grade', 'severity'],
  place: ['地点', '事发地点', '地址', '位置', '事发地', 'place', 'address', 'location'],
  position: ['坐标', '经纬度', '位置（经纬度）', 'position', 'coordinates', 'latlon', 'latlng'],
  latitude: ['纬度', '北纬', 'lat', 'latitude', 'y'],
  longitude: ['经度', '东经', 'lon', 'lng', 'long', 'longitude', 'x'],
  division: ['区划', '行政区划', '区划代码', '区县', '县区', 'division', 'district', 'county', 'adcode'],
  occurredAt: ['发生时间', '事发时间', '时间', 'occurred', 'occurredat', 'occurred at', 'time', 'date'],
  receivedAt: ['接报时间', '接警时间', '上报时间', 'received', 'receivedat', 'reported', 'call time'],
  sourceKind: ['信息来源', '来源', '来源类别', 'source'],
  sourceName: ['报告人', '报警人', '来源单位', '报送单位', 'caller', 'reporter', 'source name', 'reported by'],
  sourceTelephone: ['电话', '联系电话', '报警电话', '手机', 'telephone', 'phone', 'tel'],
  dead: ['死亡', '死亡人数', 'dead', 'deaths', 'fatalities'],
  missing: ['失踪', '失踪人数', '失联', 'missing'],
  injured: ['受伤', '受伤人数', '伤', 'injured'],
  trapped: ['被困', '被困人数', 'trapped'],
  evacuated: ['转移', '转移人数', '疏散', 'evacuated'],
  description: [
    '描述',
    '情况描述',
    '情况',
    '备注',
    '内容',
    '简要情况',
    'description',
    'desc',
    'remarks',
    'note',
    'comment',
  ],
  linkedNumber: ['编号', '事件编号', '对方编号', '序号', 'number', 'id', 'no', 'no.', 'code'],
}

/** Each column is taken once; the first field whose words fit exactly has it, then one whose word stands in the head. */
export function guessColumns(head: readonly string[]): ColumnMap {
  const plain = head.map((title) => title.normalize('NFKC').trim().toLowerCase())
  const taken = new Set<number>()
  const map: { [field in ImportField]?: number } = {}
  const take = (field: ImportField, fits: (title: string, word: string) => boolean): void => {
    if (map[field] !== undefined) return
    for (const word of WORDS[field]) {
      const column = plain.findIndex((title, index) => !taken.has(index) && title !== '' && fits(title, word))
      if (column < 0) continue
      map[field] = column
      taken.add(column)
      return
    }
  }
  for (const field of IMPORT_FIELDS) take(field, (title, word) => title === word)
  // Short words stand in many others.
  for (const field of IMPORT_FIELDS)
    take(field, (title, word) => word.length >= (/^[ -~]+$/.test(word) ? 4 : 2) && title.includes(word))
  return map
}
