/** The process log once more, in a file beside the database's: so that what went wrong can be read when nobody collected stderr. */
import { copyFileSync, createWriteStream, existsSync, statSync, truncateSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'

const largest = 10 * 1024 * 1024
/** Lines between looks at the size. */
const lookEvery = 500

/** Where workers find the folder that their supervisor writes to. */
export const logFolderVariable = 'BAILIWICK_LOG_FOLDER'

/** Lines go to `appliance.log` as soon as the folder is there; before that, and when it cannot be written, they are only on stderr. */
export function logInto(folder: string): (line: string) => void {
  const path = join(folder, 'appliance.log')
  let stream: WriteStream | undefined
  let lines = 0
  return (line) => {
    if (!stream && existsSync(folder)) stream = createWriteStream(path, { flags: 'a', mode: 0o600 }).on('error', () => {})
    stream?.write(line)
    lines += 1
    if (stream && lines % lookEvery === 0) rotate(path)
  }
}

/** By copying: several processes hold the file in append mode and go on at the new end. */
function rotate(path: string): void {
  try {
    if (statSync(path).size < largest) return
    copyFileSync(path, `${path}.1`)
    truncateSync(path, 0)
  } catch {
    // The next look will do it.
  }
}
