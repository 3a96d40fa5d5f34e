import { governed, whoIs, wire } from '../context/index.ts'
import { anchor, checkAnchor } from './anchor.ts'
import { journalContract } from './journal.contract.ts'
import { exportLines, readEntries } from './read.ts'
import { verifyJournal } from './verify.ts'

export const journal = governed(journalContract, {
  async list({ query, page }, ctx) {
    const { items, total } = await readEntries(ctx, { kind: query.kind, subject: query.subject, offset: page.offset, limit: page.limit })
    return { items: wire(items), total }
  },
  verify: (_input, ctx) => verifyJournal(ctx),
  async export({ query }, ctx) {
    const after = query.after ?? 0
    const take = query.take ?? 1000
    const lines: string[] = []
    for await (const line of exportLines(ctx, after)) {
      if (lines.length === take) return { lines, next: after + take }
      lines.push(line.trimEnd())
    }
    return { lines }
  },
  anchor: (_input, ctx) => anchor(ctx, whoIs(ctx.operator)),
  check: ({ body }, ctx) => checkAnchor(ctx, body.anchor, body.public_key),
})
