import type { TenantContext } from '#platform/context/index.ts'
import { callingName } from '#resources/tenants/index.ts'
import { hex, parseColour, readableOn, textOn } from './colour.ts'

/** How a tenant looks. All of it comes from settings that administrators write, and is checked again here. */
export type Brand = {
  /** What people call the tenant; see `callingName`. */
  name: string
  /** `data:` image, same host, or an https URL of another host, whose origin alone the page may then load images from. */
  logo: { url: string; origin: string | undefined } | undefined
  support: string | undefined
  /** Custom properties for both colour schemes. */
  colours: { primary: string; onPrimary: string; linkLight: string; linkDark: string; ringLight: string; ringDark: string }
}

const cardLight = [255, 255, 255] as const
const cardDark = [30, 33, 41] as const
const fallback = [59, 79, 190] as const

type Settings = {
  picture_url?: unknown
  support_url?: unknown
  support_email?: unknown
  branding?: { colors?: { primary?: unknown } | null; logo_url?: unknown } | null
  universal_login?: { colors?: { primary?: unknown } | null } | null
}

export function brandOf(ctx: Pick<TenantContext, 'tenant'>): Brand {
  const settings = ctx.tenant.settings as Settings
  const primary = parseColour(settings.branding?.colors?.primary) ?? parseColour(settings.universal_login?.colors?.primary) ?? fallback
  return {
    name: callingName(ctx),
    logo: logo(text(settings.branding?.logo_url) ?? text(settings.picture_url)),
    support: support(settings),
    colours: {
      primary: hex(primary),
      onPrimary: hex(textOn(primary)),
      linkLight: hex(readableOn(primary, cardLight)),
      linkDark: hex(readableOn(primary, cardDark)),
      // 3:1 is enough for what is not text (success criterion 1.4.11).
      ringLight: hex(readableOn(primary, cardLight, 3)),
      ringDark: hex(readableOn(primary, cardDark, 3)),
    },
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined)

function logo(url: string | undefined): Brand['logo'] {
  if (url === undefined) return undefined
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(url)) return { url, origin: undefined }
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  // A host with characters that mean something in a policy is no host to name there.
  if (parsed?.protocol !== 'https:' || !/^[a-z0-9.-]+(:\d+)?$/.test(parsed.host)) return undefined
  return { url: parsed.href, origin: parsed.origin }
}

function support(settings: Settings): string | undefined {
  const url = text(settings.support_url)
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  const email = text(settings.support_email)
  return email !== undefined && /^[^\s@?&]+@[^\s@?&]+$/.test(email) ? `mailto:${email}` : undefined
}
