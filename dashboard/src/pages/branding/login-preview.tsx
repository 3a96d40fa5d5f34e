/** The login page in small, with the colours that are being chosen: the shape of `src/login/pages`, not a picture of it. */
import { Box, Group, Text } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'

function luminance(hex: string): number {
  const full = /^#[0-9a-f]{3}$/i.test(hex) ? `#${hex.slice(1).replaceAll(/./g, '$&$&')}` : hex
  const parts = [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = parts.map((part) => (Number.isNaN(part) ? 0 : part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Against white (WCAG 2.2, contrast ratio). */
export const contrast = (hex: string): number => 1.05 / (luminance(hex) + 0.05)

const field = { height: 38, borderRadius: 8, border: '1px solid #868d9c', background: '#fff' }

function Card({ name, primary, logo, identifierFirst, dark }: { name: string; primary: string; logo: string; identifierFirst: boolean; dark: boolean }) {
  const [ground, card, edge, text, muted, ownField] = dark ? ['#12141a', '#1e2129', '#2e323d', '#edeff4', '#a6adbb', '#15171d'] : ['#f1f3f7', '#fff', '#e2e5ec', '#191c24', '#565d6d', '#fff']
  const onPrimary = contrast(primary) >= 4.5 ? '#fff' : '#111'
  const label = (words: string) => <div style={{ fontSize: 12, fontWeight: 550, color: text, margin: '0 0 4px' }}>{words}</div>
  return (
    <div style={{ background: `radial-gradient(260px 140px at 50% -20px, color-mix(in srgb, ${primary} ${dark ? 20 : 13}%, ${ground}), ${ground})`, padding: 22, borderRadius: 8, flex: '1 1 240px', display: 'grid', placeItems: 'center' }}>
      <div style={{ background: card, border: `1px solid ${edge}`, borderRadius: 13, padding: 22, width: '100%', maxWidth: 280, boxShadow: '0 10px 26px -10px rgb(20 24 40 / .2)' }}>
        <div style={{ textAlign: 'center', marginBottom: 16 }}>
          {logo ? <div style={{ display: 'inline-flex', padding: '6px 14px', border: `1px dashed ${muted}`, borderRadius: 6, color: muted, marginBottom: 10, gap: 6, fontSize: 12, alignItems: 'center' }}><IconPhoto size={16} /> logo</div> : <div style={{ fontSize: 13, fontWeight: 600, color: muted, marginBottom: 10 }}>{name}</div>}
          <div style={{ fontSize: 19, fontWeight: 650, color: text, lineHeight: 1.25 }}>Welcome</div>
          <div style={{ fontSize: 12, color: muted, marginTop: 3 }}>Sign in to {name}</div>
        </div>
        {label('Email address')}<div style={{ ...field, background: ownField, marginBottom: 12 }} />
        {!identifierFirst && <>{label('Password')}<div style={{ ...field, background: ownField, marginBottom: 6 }} /><div style={{ fontSize: 12, fontWeight: 550, color: dark ? `color-mix(in srgb, ${primary} 45%, white)` : contrast(primary) >= 4.5 ? primary : `color-mix(in srgb, ${primary} 55%, black)`, textDecoration: 'underline', marginBottom: 14 }}>Forgot your password?</div></>}
        <div style={{ height: 38, borderRadius: 8, background: primary, color: onPrimary, display: 'grid', placeItems: 'center', fontSize: 14, fontWeight: 600 }}>Continue</div>
      </div>
    </div>
  )
}

export function LoginPreview(props: { name: string; primary: string; logo: string; identifierFirst: boolean }) {
  return (
    <Box role="img" aria-label={`Preview of the login page of ${props.name}, light and dark`}>
      <Group align="stretch" gap="sm"><Card {...props} dark={false} /><Card {...props} dark /></Group>
      <Text size="xs" c="dimmed" mt={6} aria-hidden>Light and dark</Text>
    </Box>
  )
}
