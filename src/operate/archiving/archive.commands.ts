import type { Command } from '#kernel/command.ts'
import { operation, table, type CommandTools } from '#kernel/desk-command.ts'
import { size } from '../backups/index.ts'
import type { ArchiveState } from './archive.contract.ts'
import { whenText } from './observation.ts'

type Base = ArchiveState['bases'][number]

function proofText({ proof, proof_asked: asked, proof_failed: failed }: Base): string {
  if (failed) return `failed ${failed.times === 1 ? 'once' : `${failed.times} times`}, tried again ${whenText(failed.next_at, new Date())}: ${failed.sentence}${proof === undefined ? '' : ` Before: ${proof}`}`
  return `${proof ?? 'not proven yet'}${asked ? ' It is being proven again.' : ''}`
}

export const archiveCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'backup archive', about: 'Show which moments can be restored from the continuous archive, and where it is.' }, (desk) => desk.perform('backup-archive.get', {}), (state: ArchiveState) => [
    state.sentence,
    ...(state.folder === undefined ? [] : [`  folder  ${state.folder}`, `  from    ${state.from ?? '(no base backup yet)'}`, `  to      ${state.to ?? '-'}`, `  holds   ${state.segments} pieces of the log`]),
    ...(state.bases.length === 0 ? [] : ['', table([['BASE', 'SINCE', 'SIZE', 'PROOF'], ...state.bases.map((base) => [base.file, base.consistent_at, size(base.bytes), proofText(base)])])]),
  ].join('\n')),
  operation(tools, { name: 'backup prove-archive', about: 'Prove the newest base backup of the continuous archive again now: restored with the log after it, and somebody signs in there.' }, (desk) => desk.perform('backup-archive.prove', {}), (state: ArchiveState) =>
    `The proof of ${state.bases.at(-1)?.file} begins within seconds; see \`bailiwick backup archive\`.`),
]
