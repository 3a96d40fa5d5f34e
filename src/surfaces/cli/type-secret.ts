/** A secret from whoever sits at the terminal, without showing it; or the first line of what was piped in. */
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type Keyboard = Pick<NodeJS.ReadStream, 'on' | 'off' | 'resume' | 'pause'> & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown }

export function typeSecret(keyboard: Keyboard = process.stdin, say: (text: string) => void = (text) => void process.stderr.write(text)): Promise<Buffer> {
  const typed = keyboard.isTTY === true
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0)
    const end = (act: () => void) => {
      for (const [event, hear] of [['data', take], ['end', done], ['error', fail]] as const) keyboard.off(event, hear)
      if (typed) {
        keyboard.setRawMode?.(false)
        say('\n')
      }
      keyboard.pause()
      act()
    }
    const done = () => end(() => resolve(bytes))
    const fail = (reason: Error) => end(() => reject(reason))
    const take = (piece: Buffer | string) => {
      for (const byte of Buffer.from(piece as string)) {
        if (byte === 10 || byte === 13) return done()
        if (typed && byte === 3) return end(() => reject(new StartFailure(exitCodes.usage, 'given up.')))
        if (typed && byte === 4) return done()
        if (typed && (byte === 8 || byte === 127)) bytes = withoutLast(bytes)
        else bytes = Buffer.concat([bytes, Buffer.of(byte)])
      }
    }
    if (typed) {
      keyboard.setRawMode?.(true)
      say('Passphrase: ')
    }
    for (const [event, hear] of [['data', take], ['end', done], ['error', fail]] as const) keyboard.on(event, hear)
    keyboard.resume()
  })
}

/** A character of UTF-8 may be several bytes. */
function withoutLast(bytes: Buffer): Buffer {
  let end = bytes.length - 1
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, Math.max(0, end))
}
