import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAllowed, weigh } from './allowed.ts';
import { asContract, type Base, baseOfFile, baseOfMain, NoBase } from './base.ts';
import { breakingChanges, type Change, riskyChanges } from './breaking.ts';
import type { Composed } from './compose.ts';

const LIST = 'schema/allowed-breaks.json';

/** The result of the guard, one line each. A change with faults does not pass. */
export interface Verdict {
  faults: string[];
  notes: string[];
}

/**
 * Compares the contract of the checkout at `root` with that of the main branch, or with the file `against`.
 * @throws Error where the file, or the list of allowed breaks, cannot be read
 */
export function guardContract(now: Composed, o: { root: string; against?: string | undefined }): Verdict {
  const base = findBase(now, o);
  if (typeof base === 'string') return { faults: [], notes: [`Breaking changes were not looked for: ${base}`] };
  const after = asContract(now);
  const list = join(o.root, LIST);
  const entries = readAllowed(existsSync(list) ? readFileSync(list, 'utf8') : '');
  const breaks = breakingChanges(base.contract, after);
  const { refused, allowed, idle } = weigh(breaks, { entries, base: readAllowed(base.allowed ?? '') });

  const notes = riskyChanges(base.contract, after).map((risk) => `Warning: ${inWords(risk)}`);
  notes.push(...allowed.map((one) => `Breaks clients, as agreed: ${one.change} (${one.reason}, ${one.issue})`));
  const faults = refused.map((one) => `Breaks clients of ${base.from}: ${inWords(one)}`);
  if (faults.length > 0) {
    faults.push(
      'Keep the old beside the new and deprecate it, or agree on the break: docs/schema-changes.md says how.',
    );
  }
  // Compared with a file it is unknown which entries are new, so unused ones are not a fault.
  const useless = base.allowed === undefined ? [] : idle;
  faults.push(...useless.map(({ change }) => `${LIST} allows «${change}», which is no change: take the entry out`));
  if (faults.length === 0) notes.push(`No ${breaks.length > 0 ? 'other ' : ''}breaking change against ${base.from}.`);
  return { faults, notes };
}

/** The base, or why there is none. */
function findBase(now: Composed, o: { root: string; against?: string | undefined }): Base | string {
  if (o.against !== undefined) return baseOfFile(o.against);
  try {
    return baseOfMain(o.root, now);
  } catch (error) {
    if (error instanceof NoBase) return error.message;
    throw error;
  }
}

function inWords({ change, why }: Change): string {
  return `${change}: ${why}`;
}
