// Loaded before every program (`node --import ./tools/node-check.js …`): says in one line what to do when Node is too
// old to run TypeScript, instead of the syntax error that would follow. Plain JavaScript that Node 20 can read.
const major = Number(process.versions.node.split('.', 1)[0])

if (major < 24) {
  process.stderr.write(
    `Fengsui needs Node 24, this is ${process.version}. Run "npm ci" (it brings Node 24 along) and then "npm start", ` +
      '"npm run station", "npm run server" or "npm run fengsui".\n' +
      `烽燧需要 Node 24，当前是 ${process.version}。请先运行 npm ci（会自带 Node 24），再用 npm start、npm run station、` +
      'npm run server 或 npm run fengsui 启动。\n',
  )
  process.exit(1)
}
