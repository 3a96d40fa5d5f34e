/** Resolves with the first SIGTERM or SIGINT; a second SIGINT ends the process on the spot. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('SIGINT', () => {
      process.once('SIGINT', () => process.exit(130))
      resolve('SIGINT')
    })
  })
}
