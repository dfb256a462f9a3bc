// 接入类型及其设置的用词：kinds 名称，about 提供什么、用什么格式，quantity 监测量，values 选项；其余按类型列出每个设置项。
export const gateways = {
  kinds: {},
  about: {},
  format: {},
  quantity: {
    rain: '雨量',
    level: '水位',
    flow: '流量',
    wind: '风速',
    temperature: '气温',
    humidity: '湿度',
    pressure: '气压',
    voltage: '电压',
  },
  values: {
    wgs84: 'WGS-84',
    gcj02: 'GCJ-02（高德、腾讯等）',
    bd09: 'BD-09（百度）',
    cgcs2000: 'CGCS2000',
  },
} as const
