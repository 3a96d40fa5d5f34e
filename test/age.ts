/** The programs with which anybody opens a backup: `age` and `zstd` of Debian. */
import { spawnSync } from 'node:child_process'

const age = process.env['AGE_PATH'] ?? 'age'
const works = (program: string) => spawnSync(program, ['--version']).status === 0
const missing = [age, 'zstd'].filter((program) => !works(program))

export const ageTools = { age, missing: missing.length === 0 ? false : `NOT TESTED: ${missing.join(' and ')} is not installed` } as const
