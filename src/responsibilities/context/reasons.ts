/** Why an operation has no row: each reason once. Whoever adds one argues it here. */
export const reasons = {
  reading: { none: 'Both parties may read how the work is divided and where it stands; nothing of the tenants is shown.' },
  own: { none: 'Everybody reads what was sent to them, and nothing else.' },
  asking: { none: 'Asking changes nothing; whoever holds the letter decides.' },
  carriesRow: { none: 'The thing it is about carries its own row, and the act asks that row who may.' },
  talking: { none: 'Either party may speak about the work of both; what was said stays.' },
  giving: { none: 'Giving access back takes nothing from anybody; either party may at any time.' },
  otherParty: { none: 'The answer of the party that receives; the act checks that it is that party.' },
  signing: { none: 'Each party signs for itself, with its own key; nothing counts before both have.' },
  dates: { none: 'Dates of the project decide nothing.' },
  proving: { none: 'A proof about the record changes nothing in it.' },
} as const
