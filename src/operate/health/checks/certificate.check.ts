import { X509Certificate } from 'node:crypto'
import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

const least = 14
const day = 86_400_000

export const certificateCheck = check<Surroundings>({
  id: 'certificate', title: 'Certificate', about: `The certificate in use is valid for more than ${least} days.`, severity: 'normal',
  remedy: 'Put the new server.pem and server.key into the tls folder of the data directory; they are taken up within the hour.',
  async look({ certificate, clock }) {
    const until = new X509Certificate(certificate()).validToDate
    const days = Math.floor((until.getTime() - clock.now().getTime()) / day)
    const date = until.toISOString().slice(0, 10)
    return { well: days > least, sentence: days < 0 ? `The certificate expired on ${date}.` : `The certificate is valid for ${days} more days, until ${date}.`, measured: { days } }
  },
})
