// Words about the end of a session: beforehand, and why it ended. Chinese.
export const session = {
  idleSoon: '已较长时间没有操作，{{left}} 后退出登录。动一下鼠标或键盘即可继续。',
  limitSoon: '本次登录已满一班，{{left}} 后退出。输入密码即可继续，正在写的内容不受影响。',
  minutes: '{{count}} 分钟',
  seconds: '{{count}} 秒',
  password: '密码',
  passwordMissing: '请输入密码',
  goOn: '继续值班',
  wentOn: '已继续，下次退出时间 {{time}}',
  ended: {
    idle: '{{name}} 因长时间没有操作，已于 {{time}} 退出登录。',
    limit: '{{name}} 登录已满 12 小时，已于 {{time}} 退出登录。',
    ordered: '{{name}} 的登录已于 {{time}} 结束：管理员结束了登录，或密码已更改。',
    switchedOff: '{{name}} 的账号已停用，已于 {{time}} 退出登录。',
    changed: '{{name}} 的账号、角色或单位有变动，已于 {{time}} 退出登录，请重新登录。',
    revoked: '本席位已于 {{time}} 被停用，不能再登录。尚未送达的内容仍在本机，请联系管理员。',
  },
  kept: '正在写的内容保留在本席位，{{name}} 重新登录后可继续。',
  meanwhile: '退出后态势有 {{count}} 条新记录，请登录查看。',
} as const
