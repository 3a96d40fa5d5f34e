import { join } from 'node:path'
import { implement } from '#kernel/operation.ts'
import type { OperateContext } from '../context/index.ts'
import { archiveContract, NoBaseHere, type ArchiveState } from './archive.contract.ts'
import { archiving } from './archiving.settings.ts'
import { isProofAsked, names, readCertificate, readProofTrouble, reachOf } from './format.ts'
import { lookAtArchive } from './look.ts'
import { writeDurably } from './pointer.ts'

const lookHere = (ctx: OperateContext) => lookAtArchive(ctx.node.dataDir, ctx.settings, ctx.clock.now())

function stateOf(ctx: OperateContext): ArchiveState {
  const { pointer, bases, segments, observation: { sentence } } = lookHere(ctx)
  const [from, to] = [bases[0]?.consistent_at, reachOf(segments)]
  return {
    wanted: ctx.settings.get(archiving), ...(pointer ? { folder: pointer.folder } : {}), ...(from === undefined ? {} : { from }), ...(from === undefined || !to ? {} : { to: to.toISOString() }), segments: segments.length, sentence,
    bases: bases.map(({ file, taken_at, consistent_at, bytes, sha256 }) => {
      // In this order, so that who is told of an old proof without the wish for another has not missed the new one.
      const asked = isProofAsked(pointer!.folder, file)
      const proof = readCertificate(pointer!.folder, file)
      const failed = readProofTrouble(pointer!.folder, file)
      return { file, taken_at, consistent_at, bytes, sha256, ...(proof ? { proof: proof.sentence } : {}), ...(asked ? { proof_asked: true as const } : {}), ...(failed ? { proof_failed: failed } : {}) }
    }),
  }
}

export const archive = implement<OperateContext, typeof archiveContract>(archiveContract, {
  get: async (_, ctx) => stateOf(ctx),
  /** The archivist of the node looks every few seconds: a base whose proof is due or asked for is proven. */
  async prove(_, ctx) {
    const { pointer, bases } = lookHere(ctx)
    const last = bases.at(-1)
    if (!pointer || !last) throw NoBaseHere()
    const failed = readProofTrouble(pointer.folder, last.file)
    if (failed) writeDurably(join(pointer.folder, names.proofTrouble(last.file)), `${JSON.stringify({ ...failed, next_at: ctx.clock.now().toISOString() }, null, 2)}\n`)
    else if (readCertificate(pointer.folder, last.file)) writeDurably(join(pointer.folder, names.proofAsked(last.file)), `${JSON.stringify({ asked_at: ctx.clock.now().toISOString() })}\n`)
    return stateOf(ctx)
  },
})
