/** `GET /testall`: for load balancers, on every host and both ports. 200 `OK`, or 503 and a reason to look into the log. */
import type { HttpReply } from '#kernel/exchange.ts'

const patience = 5000

export async function healthReply(method: string | undefined, healthy: () => Promise<boolean>): Promise<HttpReply> {
  const headers = { 'content-type': 'text/plain', 'cache-control': 'no-store' }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { ...headers, allow: 'GET, HEAD' }, body: 'Method not allowed' }
  return (await soundWithin(healthy)) ? { status: 200, headers, body: 'OK' } : { status: 503, headers: { ...headers, 'retry-after': '5' }, body: 'UNHEALTHY' }
}

async function soundWithin(healthy: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patience)))
  try {
    return await Promise.race([healthy(), silence])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
