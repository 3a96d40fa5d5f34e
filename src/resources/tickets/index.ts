/**
 * Links made for others to deliver: one confirms an e-mail address, one lets its holder choose a new password. Who asks for a link gets it and
 * is trusted with it; nothing is sent. The links themselves (open → used) are those of `connections/database`.
 * Does not know the pages behind them (login).
 */
export { subjectOf, type Asked } from './subject.ts'
export { AskedIdentity, NoSuchMainConnection } from './tickets.contract.ts'
export { tickets } from './tickets.handlers.ts'
