/** A process whose clock is behind, or a database that was installed by one ahead, still finds its month. */
const MONTHS_BEHIND = 1;
const MONTHS_AHEAD = 3;

export interface Month {
  /** 2026_11 */
  name: string;
  /** The least UUIDv7 of the month, and of the next one. */
  from: string;
  until: string;
  isCurrent: boolean;
}

/** Last month, this one and the next three, in UTC. */
export function monthsAround(now: Date): Month[] {
  return Array.from({ length: MONTHS_BEHIND + 1 + MONTHS_AHEAD }, (_, at) => monthOf(now, at - MONTHS_BEHIND));
}

function monthOf(now: Date, ahead: number): Month {
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1));
  return {
    name: start.toISOString().slice(0, 7).replace('-', '_'),
    from: leastId(start),
    until: leastId(end),
    isCurrent: ahead === 0,
  };
}

/** A UUIDv7 begins with 48 bits of milliseconds since 1970, so no id of that instant sorts before this one. */
function leastId(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** The instant inside a UUIDv7, to the millisecond. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
