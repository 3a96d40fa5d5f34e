/** A process whose clock is wrong: Debian's libfaketime shifts what its system calls say, by what stands in a file, and follows the file. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** undefined where the library is not installed. */
const library = readdirSync('/usr/lib', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join('/usr/lib', name, 'faketime', 'libfaketimeMT.so.1')).find((path) => {
  try {
    return readdirSync(join(path, '..')).includes('libfaketimeMT.so.1')
  } catch {
    return false
  }
})

export const withoutFakeTime = library !== undefined ? false : 'libfaketime is missing'

/** The environment of a process whose clock is `seconds` ahead; timers are not touched. */
export function clockAhead(file: string, seconds: number): { environment: Record<string, string>; set(seconds: number): void } {
  const set = (ahead: number) => writeFileSync(file, `${ahead < 0 ? '' : '+'}${ahead}\n`)
  set(seconds)
  return { environment: { LD_PRELOAD: library ?? '', FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1' }, set }
}
