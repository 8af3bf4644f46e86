import { z } from 'zod';
import { forbiddenIn } from './text.ts';

const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
// The atoms of RFC 5322 with single dots between them: quoted local parts and comments are refused.
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
// Host names of at least two labels; one beyond ASCII is written in its A-label form (xn--…).
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one schema of an e-mail address: trimmed, in lower case, at most 254 characters (RFC 5321). Equal addresses have
 * equal texts after it.
 */
export const emailAddress = z
  .string()
  .max(MAX_ADDRESS * 2, 'is longer than 254 characters')
  .transform((raw, context) => {
    const text = raw.trim().toLowerCase();
    const problem = problemOf(text);
    if (problem === undefined) return text;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

function problemOf(address: string): string | undefined {
  const forbidden = forbiddenIn(address);
  if (forbidden !== undefined) return `has the character ${forbidden}, which cannot be shown`;
  if (address.length > MAX_ADDRESS) return `is longer than ${String(MAX_ADDRESS)} characters`;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const isAddress = local.length <= MAX_LOCAL_PART && LOCAL_PART.test(local) && DOMAIN.test(address.slice(at + 1));
  return isAddress ? undefined : 'is not an e-mail address such as ada@example.org';
}
