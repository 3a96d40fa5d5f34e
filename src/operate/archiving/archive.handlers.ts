import { readdirSync } from 'node:fs'
import { implement } from '#kernel/operation.ts'
import { archivingPlace, type ArchivingPlace } from '#platform/postgres/index.ts'
import type { OperateContext } from '../context/index.ts'
import { archiveContract, type ArchiveState } from './archive.contract.ts'
import { archiveSeconds, archiving } from './archiving.settings.ts'
import { readBases, readSegments, reachOf } from './format.ts'
import { observe } from './observation.ts'
import { readPointer } from './pointer.ts'

export const archive = implement<OperateContext, typeof archiveContract>(archiveContract, {
  /** By the files alone, so that any process of the node can say it. */
  async get(_, ctx): Promise<ArchiveState> {
    const wanted = ctx.settings.get(archiving)
    const place = archivingPlace(ctx.node.dataDir)
    const pointer = place && readPointer(place)
    const [bases, segments] = pointer ? [readBases(pointer.folder), readSegments(pointer.folder)] : [[], []]
    const [from, to] = [bases[0]?.consistent_at, reachOf(segments)]
    const sealer = place && { pointer, moment: to, sealed: new Map(), waiting: { segments: waitingIn(place), bytes: 0 }, trouble: wanted && !pointer ? 'no archive is begun; the health check "archive" says why' : undefined }
    const { sentence } = observe({ wanted, seconds: ctx.settings.get(archiveSeconds), now: ctx.clock.now(), sealer, bases, trouble: undefined })
    return {
      wanted, ...(pointer ? { folder: pointer.folder } : {}), ...(from === undefined ? {} : { from }), ...(from === undefined || !to ? {} : { to: to.toISOString() }), segments: segments.length, sentence,
      bases: bases.map(({ file, taken_at, consistent_at, bytes, sha256 }) => ({ file, taken_at, consistent_at, bytes, sha256 })),
    }
  },
})

function waitingIn({ status }: ArchivingPlace): number {
  try {
    return readdirSync(status).filter((name) => name.endsWith('.ready')).length
  } catch {
    return 0
  }
}
