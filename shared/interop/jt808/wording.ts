// Words of JT/T 808 for what is written into records and shown beside a vehicle: alarm bits (2019, table 24) in Chinese.

const ALARMS: readonly string[] = [
  '紧急报警',
  '超速报警',
  '疲劳驾驶',
  '危险驾驶行为',
  '定位模块故障',
  '定位天线未接或被剪断',
  '定位天线短路',
  '终端主电源欠压',
  '终端主电源掉电',
  '终端显示器故障',
  '语音模块故障',
  '摄像头故障',
  '道路运输证模块故障',
  '超速预警',
  '疲劳驾驶预警',
  '违规行驶',
  '胎压预警',
  '右转盲区异常',
  '当天累计驾驶超时',
  '超时停车',
  '进出区域',
  '进出路线',
  '路段行驶时间异常',
  '路线偏离',
  '车速传感器故障',
  '油量异常',
  '车辆被盗',
  '非法点火',
  '非法位移',
  '碰撞侧翻报警',
  '侧翻预警',
  '非法开门',
]

/** Words of the alarm bits that are set. */
export function alarmWords(alarms: number): readonly string[] {
  return ALARMS.filter((_, bit) => Math.floor(alarms / 2 ** bit) % 2 === 1)
}

/** Bit 0: somebody pressed the emergency button. */
export function isEmergency(alarms: number): boolean {
  return alarms % 2 === 1
}

export const LABELS = {
  plate: '车牌',
  phone: '终端号码',
  ignition: '点火',
  on: '开',
  off: '关',
  alarms: '报警',
  mileage: '里程（千米）',
  fuel: '油量（升）',
  altitude: '高度（米）',
  noFix: '未定位',
} as const
