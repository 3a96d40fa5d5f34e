import { dataFiles } from './data-files.ts'

/** Whether what was read from a backup of secrets is what this node has. @throws with the names of the files that differ. */
export function sameSecrets(folder: string, dataDir: string): void {
  const here = new Map(dataFiles(dataDir).map(({ path, content }) => [path, content]))
  const read = dataFiles(folder)
  // Certificates are renewed while the proof is under way; keys are not.
  const different = read.filter(({ path, content }) => path.startsWith('keys/') && here.get(path)?.equals(content) !== true).map(({ path }) => path)
  if (different.length > 0) throw new Error(`The backup of the secrets differs from this node in ${different.join(', ')}. Make a new one.`)
  if (!read.some(({ path }) => path === 'keys/appliance.key')) throw new Error('The backup of the secrets lacks keys/appliance.key.')
}
