import { X509Certificate } from 'node:crypto'
import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

const least = 14
const day = 86_400_000

export const certificateCheck = check<Surroundings>({
  id: 'certificate', title: 'Certificate', about: `Each certificate in use, those of custom domains too, is valid for more than ${least} days.`, severity: 'normal',
  remedy: 'Upload its successor (certificates.upload; domains.setCertificate for a custom domain); one that is ordered by ACME says at its host why it was not renewed.',
  async look({ certificates, clock }) {
    const ends = certificates().map(({ of, cert }) => ({ of, until: new X509Certificate(cert).validToDate })).sort((a, b) => a.until.getTime() - b.until.getTime())
    const daysOf = (until: Date) => Math.floor((until.getTime() - clock.now().getTime()) / day)
    const [first] = ends
    if (!first) return { well: true, sentence: 'No certificate is in use.' }
    const bad = ends.filter(({ until }) => daysOf(until) <= least)
    const say = ({ of, until }: { of: string; until: Date }) => {
      const [days, date] = [daysOf(until), until.toISOString().slice(0, 10)]
      return days < 0 ? `The certificate of ${of} expired on ${date}.` : `The certificate of ${of} is valid for ${days} more days, until ${date}.`
    }
    return { well: bad.length === 0, sentence: (bad.length === 0 ? [first] : bad).map(say).join(' '), measured: { days: daysOf(first.until) } }
  },
})
