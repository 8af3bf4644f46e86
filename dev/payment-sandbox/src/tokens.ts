export const OPERATIONS = ['authorise', 'capture', 'void', 'refund'] as const;
export type Operation = (typeof OPERATIONS)[number];

const DECLINES = {
  declined: 'card_declined',
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  fraud: 'fraud_suspected',
} as const;

/** Ways in which a call fails: no answer although it was done; a stored 500 of a call that was not done; or that was. */
export type Failure = 'timeout' | '500' | '500_done';
const FAILURES: readonly Failure[] = ['timeout', '500', '500_done'];

const TRAITS = [
  'ok',
  ...(Object.keys(DECLINES) as (keyof typeof DECLINES)[]),
  'action',
  'slow',
  'rate_limited',
  'lapses',
  'capture_declined',
  'refund_pending',
  'refund_fails',
  'webhook_duplicate',
  'webhook_late',
  'webhook_reversed',
  'webhook_first',
  'webhook_none',
  'webhook_foreign',
] as const;
type Trait = (typeof TRAITS)[number];

/** What a test token asks for. */
export interface Behaviour {
  has(trait: Trait): boolean;
  readonly decline: string | undefined;
  failureOf(operation: Operation): Failure | undefined;
}

/** Reads a token such as `sandbox_ok` or `sandbox_action+webhook_late`; null for what is none. */
export function parseToken(token: string): Behaviour | null {
  const names = /^sandbox_([a-z0-9_+]{1,200})$/.exec(token)?.[1]?.split('+');
  if (names === undefined) return null;
  const traits = new Set<string>();
  const failures = new Map<Operation, Failure>();
  for (const name of names) {
    const failing = failureNamed(name);
    if (failing) failures.set(...failing);
    else if (TRAITS.some((trait) => trait === name)) traits.add(name);
    else return null;
  }
  const decline = Object.entries(DECLINES).find(([name]) => traits.has(name))?.[1];
  return {
    has: (trait) => traits.has(trait),
    decline,
    failureOf: (operation) => failures.get(operation),
  };
}

function failureNamed(name: string): [Operation, Failure] | undefined {
  for (const operation of OPERATIONS) {
    const failure = FAILURES.find((one) => name === `${operation}_${one}`);
    if (failure) return [operation, failure];
  }
  return undefined;
}
