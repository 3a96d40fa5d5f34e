import type { Command } from '#kernel/command.ts'
import { operation, table, type CommandTools } from '#kernel/desk-command.ts'
import { size } from '../backups/index.ts'
import type { ArchiveState } from './archive.contract.ts'

export const archiveCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'backup archive', about: 'Show which moments can be restored from the continuous archive, and where it is.' }, (desk) => desk.perform('backup-archive.get', {}), (state: ArchiveState) => [
    state.sentence,
    ...(state.folder === undefined ? [] : [`  folder  ${state.folder}`, `  from    ${state.from ?? '(no base backup yet)'}`, `  to      ${state.to ?? '-'}`, `  holds   ${state.segments} pieces of the log`]),
    ...(state.bases.length === 0 ? [] : ['', table([['BASE', 'SINCE', 'SIZE', 'PROOF'], ...state.bases.map(({ file, consistent_at, bytes, proof }) => [file, consistent_at, size(bytes), proof ?? 'not proven yet'])])]),
  ].join('\n')),
]
