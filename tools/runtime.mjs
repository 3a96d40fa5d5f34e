/**
 * Asked by `tools/run.sh`, under the Node that npm itself runs on, when the runtime that came with the packages does not start here.
 * It needs one library, libatomic1, that the smallest Debian images lack. As root on Debian it is installed; otherwise a sentence says what to do.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const runtime = join(import.meta.dirname, '..', 'node_modules', '.bin', 'node')

/** undefined when it runs, otherwise what it said. */
function complaint() {
  if (!existsSync(runtime)) return `no runtime was installed for ${process.platform} on ${process.arch}; Linux and macOS on x64 and arm64 have one`
  const { status, stderr, error } = spawnSync(runtime, ['--version'], { encoding: 'utf8' })
  return status === 0 ? undefined : (stderr || error?.message || `exit code ${status}`).trim()
}

function install() {
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0
  console.log('Installing libatomic1, which the runtime needs.')
  return apt('install', '-y', '--no-install-recommends', 'libatomic1') || (apt('update') && apt('install', '-y', '--no-install-recommends', 'libatomic1'))
}

let said = complaint()
if (said?.includes('libatomic') && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && install()) said = complaint()
if (said !== undefined) {
  const remedy = said.includes('libatomic') ? ' Install the library first: apt-get install libatomic1 (Debian, Ubuntu) or dnf install libatomic (Fedora, RHEL).' : ''
  console.error(`The runtime that came with the packages does not start: ${said}.${remedy}`)
  process.exitCode = 1
}
