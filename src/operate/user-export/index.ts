/**
 * An export of users that the operator of a node takes away: chosen fields of every tenant's users, packed and encrypted with a password.
 *
 * Owns the folder `user-export` in the data directory of the node: absent → running → done or failed → removed; one at a time. The file is age's by
 * default; the old form of openssl, whose derivation of the key is weak, is made only when it is asked for. Does not know who may ask.
 */
export { userExport } from './user-export.handlers.ts'
export { userExportCommands } from './user-export.commands.ts'
