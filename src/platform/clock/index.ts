/** Time, so that tests can hold it still, and other machines' time by NTP. Owns nothing else. */
export { askTime, type ServerTime } from './sntp.ts'

export type Clock = {
  now(): Date
  /** Whole seconds since the epoch: JWT NumericDate (RFC 7519 section 2). */
  seconds(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  seconds: () => Math.floor(Date.now() / 1000),
}

/** A clock that moves only when told to. */
export function heldClock(start: Date = new Date()): Clock & { advance(seconds: number): void } {
  let time = start.getTime()
  return {
    now: () => new Date(time),
    seconds: () => Math.floor(time / 1000),
    advance: (seconds) => {
      time += seconds * 1000
    },
  }
}
