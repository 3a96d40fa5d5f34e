/**
 * Headers of every page. No script runs, nothing comes from another host (save the tenant's own logo), nobody may frame the page,
 * nothing is cached.
 *
 * `form-action` deserves a word: Chromium applies it to every redirect that follows a form, so `'self'` alone would stop the way back to the
 * application, and the list of its callbacks would stop applications that redirect once more to a host of theirs that we cannot know.
 * So any https target is allowed, plain http and custom schemes only as far as the application registered them. What a form on our pages
 * submits to is ours alone to write: scripts cannot run and all values are escaped.
 */
export function pageHeaders(options: { nonce: string; logoOrigin?: string | undefined; formTargets?: readonly string[] | undefined; locale: string }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${options.nonce}'`,
    `img-src 'self' data:${options.logoOrigin === undefined ? '' : ` ${options.logoOrigin}`}`,
    `form-action 'self'${options.formTargets === undefined ? '' : ['', 'https:', ...options.formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': options.locale,
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: under it browsers send `Origin: null` with forms, which could then not be told from another site's.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    vary: 'Accept-Language, Cookie',
  }
}

/** What the application's registered URLs add to `form-action`: plain http origins and custom schemes (RFC 8252 section 7). */
export function formTargetsOf(urls: readonly string[]): string[] {
  const targets = urls.flatMap((url) => {
    const http = /^http:\/\/[A-Za-z0-9.*-]+(?::\d+)?/.exec(url)?.[0] ?? /^http:\/\/\[[0-9a-fA-F:]+\](?::\d+)?/.exec(url)?.[0]
    if (http !== undefined) return [http]
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
    return scheme === undefined || ['http', 'https', 'javascript', 'data', 'vbscript', 'blob', 'file'].includes(scheme) ? [] : [`${scheme}:`]
  })
  return [...new Set(targets)].slice(0, 50)
}
