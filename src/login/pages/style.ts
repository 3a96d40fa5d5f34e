import type { Brand } from './brand.ts'

/** One style sheet, in the page itself: nothing else is fetched. Colours of the tenant come in as custom properties that `brandOf` has checked. */
export const styleOf = (brand: Brand): string => `:root{--primary:${brand.colours.primary};--on-primary:${brand.colours.onPrimary};--link:${brand.colours.linkLight};--ring:${brand.colours.ringLight};${light}}
@media(prefers-color-scheme:dark){:root{--link:${brand.colours.linkDark};--ring:${brand.colours.ringDark};${dark}}}
${rules}`

const light =
  '--ground:#f1f3f7;--glow:color-mix(in srgb,var(--primary) 13%,var(--ground));--card:#fff;--edge:#e2e5ec;--text:#191c24;--muted:#565d6d;--field:#fff;--field-edge:#868d9c;--bad:#b3261e;--bad-ground:#fdeeec;--good:#1c7a43;--good-ground:#e8f6ed;--shadow:0 1px 2px rgb(20 24 40/.06),0 12px 32px -8px rgb(20 24 40/.14)'
const dark =
  '--ground:#12141a;--glow:color-mix(in srgb,var(--primary) 20%,var(--ground));--card:#1e2129;--edge:#2e323d;--text:#edeff4;--muted:#a6adbb;--field:#15171d;--field-edge:#747c8d;--bad:#ffb4ab;--bad-ground:#3b1f1d;--good:#7fd9a2;--good-ground:#173225;--shadow:0 1px 2px rgb(0 0 0/.4),0 16px 40px -8px rgb(0 0 0/.5)'

const rules = `*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;align-content:center;justify-items:center;padding:2rem 1rem;color:var(--text);background:var(--ground) radial-gradient(60rem 30rem at 50% -8rem,var(--glow),transparent) no-repeat;font:400 1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.card{width:100%;max-width:26rem;padding:2.5rem;background:var(--card);border:1px solid var(--edge);border-radius:1rem;box-shadow:var(--shadow)}
header{text-align:center;margin-bottom:1.75rem}
.logo{display:block;margin:0 auto 1.25rem;max-width:12rem;max-height:3.5rem;object-fit:contain}
.name{margin:0 0 1.25rem;font-weight:600;color:var(--muted);letter-spacing:.01em}
h1{margin:0;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
.subtitle{margin:.375rem 0 0;color:var(--muted)}
.sentence{margin:0 0 1rem;color:var(--muted);text-wrap:pretty}
.good .sentence,.bad .sentence{text-align:center}
.sign{display:block;margin:0 auto 1rem;fill:none;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
.sign circle{stroke:none}
.good .sign circle{fill:var(--good-ground)}.good .sign path{stroke:var(--good)}
.bad .sign circle{fill:var(--bad-ground)}.bad .sign path{stroke:var(--bad)}
.alert{margin:0 0 1.25rem;padding:.75rem 1rem;border-radius:.625rem;border-inline-start:.25rem solid var(--bad);background:var(--bad-ground);color:var(--bad);font-weight:500}
.field{margin:0 0 1.125rem}
label{display:block;margin-bottom:.375rem;font-size:.9375rem;font-weight:550}
input{display:block;width:100%;min-height:3rem;padding:.625rem .875rem;font:inherit;color:inherit;background:var(--field);border:1px solid var(--field-edge);border-radius:.625rem;transition:border-color .12s,box-shadow .12s}
input:focus-visible{outline:2px solid var(--ring);outline-offset:1px;border-color:var(--ring)}
.wrong input{border-color:var(--bad);border-width:2px}
.error{margin:.375rem 0 0;color:var(--bad);font-size:.9375rem;font-weight:500}
.hint{margin:.375rem 0 0;color:var(--muted);font-size:.875rem}
.aside{margin:-.375rem 0 1.25rem;font-size:.9375rem}
a{color:var(--link);font-weight:550;text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
a:focus-visible,button:focus-visible{outline:3px solid var(--ring);outline-offset:2px;border-radius:.25rem}
.buttons{display:grid;gap:.75rem;margin-top:1.5rem}
button{min-height:3rem;padding:.625rem 1rem;font:inherit;font-weight:600;color:var(--on-primary);background:var(--primary);border:1px solid color-mix(in srgb,var(--primary) 80%,var(--text));border-radius:.625rem;cursor:pointer;transition:filter .12s}
button:hover{filter:brightness(1.07)}
button:active{filter:brightness(.95)}
button:focus-visible{border-radius:.625rem}
button.quiet{color:var(--text);background:transparent;border-color:var(--field-edge)}
.list{margin:0 0 1.25rem;padding:.875rem 1rem;border:1px solid var(--edge);border-radius:.625rem;font-size:.9375rem}
.list p{margin:0 0 .375rem;font-weight:550}
.list ul{margin:0;padding-inline-start:1.125rem}
.list li{margin:.125rem 0}
.list li::marker{color:var(--muted)}
.list .detail{display:block;color:var(--muted);font-size:.875rem}
footer{margin-top:1.5rem;text-align:center;font-size:.9375rem;color:var(--muted)}
footer p{margin:.5rem 0 0}
dl{display:grid;gap:.375rem;margin:1.25rem 0 0;padding-top:1.25rem;border-top:1px solid var(--edge);font-size:.875rem;text-align:start}
dl div{display:flex;gap:.75rem;justify-content:space-between}
dt{color:var(--muted);flex:none}
dd{margin:0;color:var(--text);text-align:end;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem}
@media(max-width:30rem){body{align-content:start;padding:0;background:var(--card)}.card{max-width:none;padding:2rem 1.25rem;border:0;border-radius:0;box-shadow:none}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media(forced-colors:active){.card,button{border:1px solid}}`
