// The package has types and does not export them; its interface is that of the driver it is made from.
declare module 'better-sqlite3-multiple-ciphers' {
  import Sqlite from 'better-sqlite3'

  export = Sqlite
}
