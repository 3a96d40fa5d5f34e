#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Compiled code is kept beside the packages it came from: trusted as they are, and worth most of a second start's time.
// Where that folder cannot be written, nothing is kept. Workers find it through the environment.
const { directory } = enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile')

const { main } = await import('../src/main.ts')
process.exitCode = await main(process.argv.slice(2))
