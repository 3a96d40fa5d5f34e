/** The key pair of a workstation: two files, in the folder where `create-key` was run unless something else is said. */
import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandOption } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { generateKeys, privateKeyFrom, publicKeyText } from '#platform/signatures/index.ts'

export const keyOption = {
  name: 'key', value: 'FILE', about: 'The private key; its public half stands beside it, with the ending .pub.', environment: 'BAILIWICK_KEY', default: 'bailiwick-key',
} as const satisfies CommandOption

export type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }

/** Mode 0600. @throws StartFailure when there is one already, or the folder cannot be written. */
export function createKeyFiles(file: string): string {
  if (existsSync(file)) throw new StartFailure(exitCodes.failed, `${resolve(file)} exists already; \`bailiwick show-key\` prints its public key, \`bailiwick delete-key\` removes it.`)
  const { publicKey, privateKey } = generateKeys()
  const text = publicKeyText(publicKey)
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    writeFileSync(`${file}.pub`, `${text}\n`, { mode: 0o644 })
  } catch (error) {
    throw new StartFailure(exitCodes.cannotCreate, `${resolve(file)} cannot be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}); run this in a folder where you may write.`, error)
  }
  return text
}

/** @throws StartFailure when it is missing, no key, or open to others. */
export function readKeyFiles(file: string): KeyPair {
  if (!existsSync(file)) throw new StartFailure(exitCodes.configuration, `There is no key ${resolve(file)}; make one with \`bailiwick create-key\`, have it authorised, or name another with --key or BAILIWICK_KEY.`)
  const privateKey = privateKeyFrom(readFileSync(file, 'utf8'))
  if (!privateKey) throw new StartFailure(exitCodes.configuration, `${resolve(file)} holds no Ed25519 private key.`)
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) throw new StartFailure(exitCodes.noPermission, `${resolve(file)} can be read by others, who then have its power: chmod 600 ${file}`)
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

export function deleteKeyFiles(file: string): void {
  readKeyFiles(file)
  rmSync(file)
  rmSync(`${file}.pub`, { force: true })
}
