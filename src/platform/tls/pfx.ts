import type { KeyAndCertificate } from './issue.ts'

/** The reader is loaded when somebody brings such a file: its library is large. @throws UnreadablePfx */
export async function readPfx(bytes: Buffer, password: string): Promise<KeyAndCertificate> {
  const pkcs12 = await import('./pkcs12.ts')
  return pkcs12.readPfx(bytes, password)
}
