/** One English sentence an act. Structural, so that any logger with these three fits. */
export type Log = {
  info(sentence: string): void
  warn(sentence: string): void
  error(sentence: string): void
}

export const silent: Log = { info() {}, warn() {}, error() {} }
