import { COMMON_PASSWORDS } from './common-passwords.ts';
import { normalPassword } from './normal-password.ts';

const MIN_PASSWORD_LENGTH = 10;
const MAX_PASSWORD_LENGTH = 128;
const FEWEST_DIFFERENT_CHARACTERS = 4;
const TOO_LONG = `It must have at most ${String(MAX_PASSWORD_LENGTH)} characters`;
const UNREADABLE = 'It has a character that cannot be typed';

/** Why a password is not accepted, in words for its owner; empty where it is. Checks the normal form, which is hashed. */
export function passwordProblems(raw: string, email: string): string[] {
  const password = normalPassword(raw);
  if (password === undefined) return [raw.isWellFormed() ? TOO_LONG : UNREADABLE];
  const length = [...password].length;
  const plain = password.toLowerCase();
  const problems: string[] = [];
  if (/\p{Cc}/u.test(password)) problems.push(UNREADABLE);
  if (length < MIN_PASSWORD_LENGTH) problems.push(`It must have at least ${String(MIN_PASSWORD_LENGTH)} characters`);
  if (length > MAX_PASSWORD_LENGTH) problems.push(TOO_LONG);
  if (isCommon(plain)) problems.push('It is one of those that are tried first');
  if (containsAddress(plain, email.toLowerCase())) problems.push('It must not contain your e-mail address');
  return problems;
}

function isCommon(password: string): boolean {
  return new Set(password).size < FEWEST_DIFFERENT_CHARACTERS || COMMON_PASSWORDS.has(password);
}

function containsAddress(password: string, email: string): boolean {
  const name = email.split('@', 1)[0] ?? '';
  // A very short name is part of many passwords.
  return password.includes(email) || (name.length >= 4 && password.includes(name));
}
