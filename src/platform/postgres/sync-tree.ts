import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every file and folder below is on the disk when it returns. @param depth folders to go down; all of them unless given. */
export function syncTree(folder: string, depth = Infinity): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (depth > 1) syncTree(path, depth - 1)
    } else if (entry.isFile()) sync(path)
  }
  sync(folder)
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
