/** The timeout of the dashboard: whoever touches nothing is signed out; whoever works keeps the session, which otherwise only new tokens would. */

export type Presence = {
  /** 0: nobody is signed out. */
  minutes: number
  signOut: () => Promise<void>
  renew: () => Promise<void>
}

export function keepPresence({ minutes, signOut, renew }: Presence): void {
  if (minutes === 0) return
  const limit = minutes * 60_000
  let touched = Date.now()
  let renewed = Date.now()
  let told = 0
  // Work in another tab counts here, too.
  const tabs = new BroadcastChannel('presence')
  tabs.onmessage = () => (touched = Date.now())
  const touch = () => {
    const now = Date.now()
    // A machine that slept through the limit wakes by being touched.
    if (now - touched >= limit) return
    touched = now
    if (now - told < limit / 12) return
    told = now
    tabs.postMessage('touched')
  }
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) addEventListener(kind, touch, { passive: true, capture: true })
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - touched >= limit) {
      clearInterval(timer)
      void signOut()
    } else if (touched > renewed && now - renewed >= limit / 3) {
      renewed = now
      // A session that ended on the server shows with the next request.
      renew().catch(() => {})
    }
  }, Math.min(limit / 6, 15_000))
}
