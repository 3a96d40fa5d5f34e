/**
 * The journal: who did, asked, answered, signed and was told what, for ever. Owns `journal` and its head.
 *
 * An entry is canonical JSON that contains its number and the hash of the entry before it; its own hash is the SHA-256 of that text.
 * Entries are written in the transaction of what they record, one writer at a time, and never change. A copy of each is kept as a line of a
 * file on the node, so that a restore can tell what the database has forgotten. An anchor is the signed head: stored elsewhere, it proves
 * later that nothing before it was altered, even by somebody who can rewrite the whole table.
 *
 * Does not know what kinds of entries there are, and keeps no secrets: whoever appends leaves them out.
 */
export { appendEntry, type Entry, type NewEntry } from './append.ts'
export { anchor, checkAnchor, type Anchor } from './anchor.ts'
export { exportLines, readEntries } from './read.ts'
export { mirrorJournal, verifyMirror } from './mirror.ts'
export { verifyJournal, verifyLines, type Verdict } from './verify.ts'
export { journal } from './journal.handlers.ts'
export { mirrorJob } from './mirror.job.ts'
