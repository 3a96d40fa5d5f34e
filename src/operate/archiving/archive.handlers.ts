import { implement } from '#kernel/operation.ts'
import type { OperateContext } from '../context/index.ts'
import { archiveContract, type ArchiveState } from './archive.contract.ts'
import { archiving } from './archiving.settings.ts'
import { readCertificate, reachOf } from './format.ts'
import { lookAtArchive } from './look.ts'

export const archive = implement<OperateContext, typeof archiveContract>(archiveContract, {
  async get(_, ctx): Promise<ArchiveState> {
    const { pointer, bases, segments, observation: { sentence } } = lookAtArchive(ctx.node.dataDir, ctx.settings, ctx.clock.now())
    const [from, to] = [bases[0]?.consistent_at, reachOf(segments)]
    return {
      wanted: ctx.settings.get(archiving), ...(pointer ? { folder: pointer.folder } : {}), ...(from === undefined ? {} : { from }), ...(from === undefined || !to ? {} : { to: to.toISOString() }), segments: segments.length, sentence,
      bases: bases.map(({ file, taken_at, consistent_at, bytes, sha256 }) => {
        const proof = readCertificate(pointer!.folder, file)
        return { file, taken_at, consistent_at, bytes, sha256, ...(proof ? { proof: proof.sentence } : {}) }
      }),
    }
  },
})
