/** What goes wrong with a file, as sentences. */

export type Unreadable = 'wrong-key' | 'damaged' | 'incomplete' | 'not-ours' | 'too-new'

export class BackupUnreadable extends Error {
  readonly why: Unreadable

  constructor(why: Unreadable, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'BackupUnreadable'
    this.why = why
  }
}

/** A full or failing disk in one sentence; anything else stays what it is. */
export function explainDisk(reason: unknown, file: string): unknown {
  const { code, message } = reason as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC': case 'EDQUOT': return new Error(`The disk that holds ${file} is full. What was begun has been removed; free space and try again.`, { cause: reason })
    case 'EACCES': case 'EPERM': case 'EROFS': return new Error(`${file} cannot be written (${message}); correct the owner of its folder or choose another.`, { cause: reason })
    case 'ENOENT': return new Error(`${file} cannot be made, because its folder is not there; is the device mounted?`, { cause: reason })
    case 'EIO': return new Error(`The device that holds ${file} reports errors (${message}); use another.`, { cause: reason })
    default: return reason
  }
}

/** The words of the age library, as ours. */
export function explainAge(reason: unknown, file: string): unknown {
  if (reason instanceof BackupUnreadable) return reason
  const { message = '', code } = reason as NodeJS.ErrnoException
  if (code === 'ENOENT') return new BackupUnreadable('not-ours', `There is no file ${file}.`, reason)
  if (/no identity matched/.test(message)) return new BackupUnreadable('wrong-key', `The passphrase or key does not open ${file}. Nothing was changed; try again with the right one.`, reason)
  if (/invalid version|invalid header|invalid stanza|invalid armor|unexpected end of (file|header)|HMAC|stream closed|parsing header/i.test(message)) return new BackupUnreadable('damaged', `${file} is no whole age file: it is damaged at its beginning, or something else (${message}). Use another copy.`, reason)
  if (/invalid tag|ciphertext|final chunk|aes\/gcm|poly1305|tag mismatch|"?(arrayLength|expected)/i.test(message)) return new BackupUnreadable('damaged', `${file} is damaged: what it holds does not fit its seals, or its end is missing. Use another copy.`, reason)
  if (/zstd|frame descriptor|Invalid tar|Unexpected end of data|checksum/i.test(`${message} ${code ?? ''}`)) return new BackupUnreadable('damaged', `${file} is damaged: a part of it cannot be unpacked (${message}). Use another copy.`, reason)
  return reason
}
