/** The built dashboard as it lies in `dashboard/dist`: names carry a hash of the content, and each file has been compressed when it was built. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'dashboard', 'dist')

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml', json: 'application/json', woff2: 'font/woff2', png: 'image/png', txt: 'text/plain; charset=utf-8',
}

const kept = new Map<string, Buffer>()

/** Read once a worker; a name that is not there is looked for anew, so that a build is found without a restart. */
function read(path: string): Buffer | undefined {
  const known = kept.get(path)
  if (known) return known
  try {
    const content = readFileSync(join(folder, path))
    kept.set(path, content)
    return content
  } catch {
    return undefined
  }
}

/** Read anew each time: it names the files of the present build. `callback` asks for more of them at once. undefined: the dashboard has not been built here. */
export function shell(page: 'index' | 'callback'): string | undefined {
  try {
    return readFileSync(join(folder, `${page}.html`), 'utf8')
  } catch {
    return undefined
  }
}

export function asset(request: HttpRequest): HttpReply {
  const name = request.params['file'] ?? ''
  const type = types[name.split('.').at(-1) ?? '']
  const missing: HttpReply = { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'There is no such file; the page was probably loaded before an update. Load it again.' }
  if (!type || !/^[A-Za-z0-9_.-]+$/.test(name)) return missing
  const accepted = (request.headers['accept-encoding'] ?? '').toLowerCase()
  for (const [encoding, ending] of [['br', '.br'], ['gzip', '.gz']] as const) {
    if (!new RegExp(`(^|[ ,])${encoding}(?!;q=0)([ ,;]|$)`).test(accepted)) continue
    const body = read(`assets/${name}${ending}`)
    if (body) return { status: 200, headers: { ...standing(type), 'content-encoding': encoding }, body }
  }
  const body = read(`assets/${name}`)
  return body ? { status: 200, headers: standing(type), body } : missing
}

const standing = (type: string) => ({ 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding' })
