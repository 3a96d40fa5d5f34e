/** Whose clock ours is held against. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'
import { readServer } from './servers.ts'

export const ntpServers = setting({
  id: 'time.ntp-servers', title: 'NTP servers', scope: 'appliance', takesEffect: 'at once', environment: 'BAILIWICK_NTP_SERVERS',
  about: 'Names or addresses, with port where it is not 123, often the domain controllers. Every node holds its clock against them and says in its health when they differ or do not answer; it sets no clock, which is for chrony or systemd-timesyncd. Options of ntpd may follow: minpoll and maxpoll (powers of two, 4 to 17) say how often they are asked, others change nothing. Empty: nobody is asked.',
  schema: Type.Array(Type.Refine(Type.String({ maxLength: 300 }), (text: string) => typeof readServer(text) !== 'string', () => 'must be a name or address, with options of ntpd after it: "ntp.example.com minpoll 6 maxpoll 10"'), { maxItems: 10 }),
  default: [],
})

export const timeSettings = [ntpServers]
