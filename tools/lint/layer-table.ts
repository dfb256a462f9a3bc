// The layer table: for every folder, which of our folders and which packages it may import. Data only, read by
// layers.ts. A folder that is not here may not hold source. `code` and `types` name folders by prefix (`shared`
// covers all of shared); `types` are allowed as `import type` only; a folder may always import itself.

/** What one folder may import, and the sentence a person reads when it imports something else. */
export interface Layer {
  /** Path from the root. A last part `*` stands for any one folder, each a layer of its own. */
  readonly folder: string
  readonly code: readonly string[]
  readonly types?: readonly string[]
  /** npm packages (subpaths included); `node:` stands for all Node built-ins, `*` for everything. */
  readonly packages: readonly string[]
  readonly sentence: string
}

const VIEW_PACKAGES = [
  'react',
  'zustand',
  'antd',
  '@ant-design/icons',
  'i18next',
  'react-i18next',
  '@tanstack/react-virtual',
  'cmdk',
]

const MAP_PACKAGES = ['leaflet', 'zustand', 'supercluster', 'pmtiles', 'protomaps-leaflet']

/** The table of design.md's house. The first matching row counts, so longer prefixes stand before shorter ones. */
export const LAYERS: readonly Layer[] = [
  {
    folder: 'shared/base',
    code: [],
    packages: [],
    sentence: 'shared/base stands on nothing.',
  },
  {
    folder: 'shared/geo',
    code: ['shared/base'],
    packages: ['gcoord'],
    sentence: 'shared/geo may import shared/base and gcoord.',
  },
  {
    folder: 'shared/journal',
    code: ['shared/base'],
    packages: ['cborg', 'zod'],
    sentence: 'shared/journal may import shared/base, cborg and zod.',
  },
  {
    folder: 'shared/archive',
    code: ['shared/base', 'shared/journal'],
    packages: ['cborg'],
    sentence:
      'shared/archive (the file old journal goes into, over any SQLite connection) may import shared/base, shared/journal and cborg.',
  },
  {
    folder: 'shared/model',
    code: ['shared/base', 'shared/geo', 'shared/journal'],
    packages: ['zod'],
    sentence: 'shared/model may import shared/{base,geo,journal} and zod.',
  },
  {
    folder: 'shared/commands',
    code: ['shared/base', 'shared/geo', 'shared/journal', 'shared/model'],
    packages: ['zod'],
    sentence: 'shared/commands may import shared/{base,geo,journal,model} and zod.',
  },
  {
    folder: 'shared/sync',
    code: ['shared/base', 'shared/journal', 'shared/model'],
    packages: ['cborg', 'zod'],
    sentence: 'shared/sync may import shared/{base,journal,model}, cborg and zod.',
  },
  {
    folder: 'shared/interop/markup',
    code: ['shared/base', 'shared/geo', 'shared/interop'],
    packages: ['fflate', '@tmcw/togeojson', '@placemarkio/tokml'],
    sentence:
      'shared/interop/markup (KML, GPX) may import shared/{base,geo,interop}, fflate, @tmcw/togeojson and @placemarkio/tokml; the console alone uses it.',
  },
  {
    folder: 'shared/interop',
    code: ['shared/base', 'shared/geo', 'shared/journal', 'shared/model', 'shared/commands'],
    packages: ['zod', 'saxes', 'protobufjs', 'fflate'],
    sentence:
      'shared/interop (codecs of other systems) may import shared/{base,geo,journal,model,commands}, zod, saxes, protobufjs and fflate.',
  },
  {
    folder: 'shared/rpc',
    code: [
      'shared/base',
      'shared/geo',
      'shared/journal',
      'shared/model',
      'shared/commands',
      'shared/interop',
      'shared/sync',
    ],
    packages: ['zod'],
    sentence: 'shared/rpc may import shared/{base,geo,journal,model,commands,interop,sync} and zod.',
  },
  {
    folder: 'shared/host',
    code: ['shared/base'],
    packages: ['zod'],
    sentence: 'shared/host may import shared/base and zod.',
  },

  {
    folder: 'station/store',
    code: ['shared'],
    packages: ['better-sqlite3', 'better-sqlite3-multiple-ciphers', 'node:'],
    sentence: 'station/store may import shared, better-sqlite3, better-sqlite3-multiple-ciphers and node:.',
  },
  {
    folder: 'station/sync',
    code: ['shared', 'station/store'],
    packages: ['socket.io-client'],
    sentence: 'station/sync may import shared, station/store and socket.io-client.',
  },
  {
    folder: 'station/files',
    code: ['shared', 'station/store'],
    packages: ['node:'],
    sentence: 'station/files may import shared, station/store and node:; it alone touches the folder of files.',
  },
  {
    folder: 'station/query',
    code: ['shared', 'station/store'],
    packages: [],
    sentence: 'station/query may import shared and station/store, and no package.',
  },
  {
    folder: 'station/rpc',
    code: ['shared', 'station/query'],
    packages: [],
    sentence: 'station/rpc may import shared and station/query; its handlers are given to it by station/engine.',
  },
  {
    folder: 'station/link',
    code: ['shared'],
    packages: ['ws', 'node:'],
    sentence: 'station/link may import shared, ws and node:.',
  },
  {
    folder: 'station/host',
    code: ['shared'],
    packages: ['ws', 'node:'],
    sentence: 'station/host may import shared, ws and node:.',
  },
  {
    folder: 'station/engine',
    code: ['shared', 'station'],
    packages: ['node:', 'pino', 'hash-wasm', 'fflate', 'zod', 'pdfkit'],
    sentence: 'station/engine may import shared, all of station, node:, pino, hash-wasm, fflate, zod and pdfkit.',
  },
  {
    folder: 'station/bin',
    code: ['shared', 'station'],
    packages: ['node:', 'pino'],
    sentence: 'station/bin may import shared, all of station, node: and pino.',
  },

  {
    folder: 'server/log/postgres',
    code: ['shared', 'server/log'],
    packages: ['pg', 'node:'],
    sentence: 'server/log/postgres may import shared, server/log, pg and node:; it alone speaks to PostgreSQL.',
  },
  {
    folder: 'server/log',
    code: ['shared', 'server'],
    packages: ['better-sqlite3', 'cborg', 'node:'],
    sentence: 'server/log may import shared, server, better-sqlite3, cborg and node:; it alone knows SQL.',
  },
  {
    folder: 'server/hub',
    code: ['shared', 'server'],
    types: ['pino'],
    packages: ['socket.io', 'node:'],
    sentence: 'server/hub may import shared, server, socket.io and node:.',
  },
  {
    folder: 'server/files',
    code: ['shared', 'server'],
    packages: ['node:'],
    sentence: 'server/files may import shared, server and node:; it alone touches the folder of files.',
  },
  {
    folder: 'server/backup',
    code: ['shared', 'server/log', 'server/backup'],
    packages: ['node:'],
    sentence: 'server/backup may import shared, server/log and node:; what it needs of SQLite stands in server/log.',
  },
  {
    folder: 'server/access',
    code: ['shared', 'server'],
    packages: ['hash-wasm', 'openid-client', 'otpauth', 'pino', 'prom-client', 'zod', 'node:'],
    sentence: 'server/access may import shared, server, hash-wasm, otpauth, pino, prom-client, zod and node:.',
  },
  {
    folder: 'server/gateways',
    code: ['shared', 'server'],
    types: ['pino'],
    packages: [
      'node:',
      'zod',
      'fflate',
      'xml-crypto',
      '@xmldom/xmldom',
      'mqtt',
      'hono',
      '@hono/node-server',
      '@hono/zod-openapi',
      'socket.io-client',
    ],
    sentence:
      'server/gateways may import shared, server, node:, zod, fflate, xml-crypto, @xmldom/xmldom, mqtt, hono, @hono/node-server, @hono/zod-openapi and socket.io-client.',
  },
  {
    folder: 'server/admin',
    code: ['shared', 'server'],
    packages: ['hash-wasm', 'pino', 'prom-client', 'zod', 'node:'],
    sentence: 'server/admin may import shared, server, hash-wasm, pino, prom-client, zod and node:.',
  },
  {
    folder: 'server/tls',
    code: ['shared/base'],
    types: ['pino'],
    packages: ['node:', '@peculiar/x509', 'reflect-metadata'],
    sentence: 'server/tls may import shared/base, node:, @peculiar/x509 and reflect-metadata.',
  },
  {
    folder: 'server/bin',
    code: ['shared', 'server'],
    packages: ['socket.io', 'hash-wasm', 'pino', 'prom-client', 'node:'],
    sentence: 'server/bin may import shared, server, socket.io, hash-wasm, pino, prom-client and node:.',
  },

  {
    folder: 'electron/main',
    code: ['shared/base', 'shared/host'],
    types: ['shared/rpc'],
    packages: ['electron', 'node:'],
    sentence: 'electron/main may import shared/{base,host}, types of shared/rpc, electron and node:.',
  },
  {
    folder: 'electron/preload',
    code: ['shared/host'],
    types: ['shared/base'],
    packages: ['electron'],
    sentence: 'electron/preload may import shared/host, types of shared/base, and electron; it is bundled to one file.',
  },

  {
    folder: 'renderer/link',
    code: ['shared', 'renderer/state'],
    packages: ['zustand', 'react'],
    sentence: 'renderer/link may import shared, renderer/state (whose mirror it writes), zustand and react (hooks).',
  },
  {
    folder: 'renderer/state',
    code: ['shared'],
    packages: ['zustand', 'react'],
    sentence: 'renderer/state may import shared, zustand and react (hooks).',
  },
  {
    folder: 'renderer/map',
    code: ['shared', 'renderer/state', 'renderer/ui', 'renderer/i18n'],
    packages: MAP_PACKAGES,
    sentence: `renderer/map may import shared, renderer/{state,ui,i18n}, ${MAP_PACKAGES.join(', ')}; no React.`,
  },
  {
    folder: 'renderer/features/reports',
    code: ['shared', 'renderer/link', 'renderer/state', 'renderer/map', 'renderer/ui', 'renderer/i18n'],
    packages: [...VIEW_PACKAGES, 'react-dom', 'docxtemplater', 'pizzip'],
    sentence: 'renderer/features/reports may import what a feature may, react-dom (paper), docxtemplater and pizzip.',
  },
  {
    folder: 'renderer/features/statistics',
    code: ['shared', 'renderer/link', 'renderer/state', 'renderer/map', 'renderer/ui', 'renderer/i18n'],
    packages: [...VIEW_PACKAGES, 'echarts'],
    sentence: 'renderer/features/statistics may import what a feature may, and echarts.',
  },
  {
    folder: 'renderer/features/*',
    code: ['shared', 'renderer/link', 'renderer/state', 'renderer/map', 'renderer/ui', 'renderer/i18n'],
    packages: VIEW_PACKAGES,
    sentence: `a feature may import shared, renderer/{link,state,map,ui,i18n}, ${VIEW_PACKAGES.join(', ')}; not another feature.`,
  },
  {
    folder: 'renderer/ui',
    code: ['shared/base', 'shared/geo', 'shared/model', 'renderer/i18n'],
    packages: [
      'react',
      'react-dom',
      'antd',
      '@ant-design/icons',
      'react-i18next',
      'read-excel-file',
      'write-excel-file',
      'pinyin-pro',
    ],
    sentence:
      'renderer/ui may import shared/{base,geo,model}, renderer/i18n, react, react-dom, antd, @ant-design/icons, react-i18next, read-excel-file, write-excel-file and pinyin-pro.',
  },
  {
    folder: 'renderer/i18n',
    code: ['shared'],
    packages: ['i18next', 'react-i18next', 'react'],
    sentence: 'renderer/i18n may import shared, i18next, react-i18next and react.',
  },
  {
    folder: 'renderer/app',
    code: ['shared', 'renderer'],
    packages: [...new Set([...VIEW_PACKAGES, ...MAP_PACKAGES, 'react-dom'])],
    sentence: 'renderer/app may import shared, all of renderer, react-dom and the packages of the views and the map.',
  },

  {
    folder: 'seeds',
    code: ['shared'],
    packages: ['*'],
    sentence: 'seeds may import shared and packages; programs read its files at run time and import no code of it.',
  },
  {
    folder: 'demo',
    code: ['shared', 'station/link'],
    packages: ['node:', 'aedes', 'mqtt', '@xmldom/xmldom'],
    sentence:
      'demo starts the programs as they are; it may import shared, station/link, node:, aedes, mqtt and @xmldom/xmldom.',
  },
  {
    folder: 'bench',
    code: ['shared', 'station', 'server', 'renderer', 'electron', 'seeds', 'tools', 'test'],
    packages: ['*'],
    sentence: 'bench may import everything.',
  },
  {
    folder: 'test',
    code: ['shared', 'station', 'server', 'renderer', 'electron', 'seeds', 'tools', 'bench'],
    packages: ['*'],
    sentence: 'test may import everything.',
  },
  {
    folder: 'tools',
    code: ['shared'],
    packages: ['*'],
    sentence: 'tools may import shared and every package.',
  },
]
