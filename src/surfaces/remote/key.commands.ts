import { command, type Command } from '#kernel/command.ts'
import { exitCodes } from '#kernel/problem.ts'
import { keyId, publicKeyText } from '#platform/signatures/index.ts'
import type { Terminal } from '#kernel/terminal.ts'
import { createKeyFiles, deleteKeyFiles, keyOption, readKeyFiles } from './key-files.ts'

const json = { name: 'json', about: 'Print JSON.' } as const

/** Those that need no node. */
export function keyCommands({ out, err }: Pick<Terminal, 'out' | 'err'>): Command[] {
  return [
    command({
      name: 'create-key', about: 'Make the key pair of this workstation, in the present folder, and print its public key.', options: [keyOption, json], examples: ['bailiwick create-key', 'bailiwick create-key --key ~/.config/bailiwick/key'],
      async run({ options, flags }) {
        const file = options['key']!
        const text = createKeyFiles(file)
        out(flags.has('json') ? `${JSON.stringify({ public_key: text, file })}\n` : `${text}\n`)
        if (!flags.has('json')) err(`The private key stands in ${file}; whoever can read it has its power. Have the line above authorised: on the CLI page, or with \`bailiwick cli-keys add <name> ${text}\` on a node.\n`)
        return exitCodes.ok
      },
    }),
    command({
      name: 'show-key', about: 'Print the public key of this workstation.', options: [keyOption, json],
      async run({ options, flags }) {
        const { publicKey } = readKeyFiles(options['key']!)
        out(flags.has('json') ? `${JSON.stringify({ public_key: publicKeyText(publicKey), id: keyId(publicKey) })}\n` : `${publicKeyText(publicKey)}\n`)
        return exitCodes.ok
      },
    }),
    command({
      name: 'delete-key', about: 'Remove the key pair of this workstation; take its authorisation away as well.', options: [keyOption, json],
      async run({ options, flags }) {
        deleteKeyFiles(options['key']!)
        out(flags.has('json') ? `${JSON.stringify({ deleted: options['key'] })}\n` : `The key ${options['key']} was deleted.\n`)
        return exitCodes.ok
      },
    }),
  ]
}
