import { createHash, randomBytes } from 'node:crypto';
import type { Viewer } from '@quartet/service-kit';

/** Whose cart it is. A guest is known by the token alone, which is as good as a key. */
export type CartOwner = { kind: 'user'; userId: string } | { kind: 'guest'; token: string };

const TOKEN_BYTES = 24;
const TOKEN = /^[\w-]{32}$/;

/** The viewer's own cart, else that of the token; null where there is neither, or no token of ours has this form. */
export function cartOwnerOf(viewer: Viewer, guestToken: string | null | undefined): CartOwner | null {
  if (viewer.kind === 'user') return { kind: 'user', userId: viewer.userId };
  return typeof guestToken === 'string' && TOKEN.test(guestToken) ? { kind: 'guest', token: guestToken } : null;
}

/** A guest that nobody can guess: 192 random bits. */
export function newGuest(): CartOwner & { kind: 'guest' } {
  return { kind: 'guest', token: randomBytes(TOKEN_BYTES).toString('base64url') };
}

/** The cart's id. A token is never stored: only its hash is, here and in orders. */
export function cartIdOf(owner: CartOwner): string {
  return owner.kind === 'user' ? owner.userId : createHash('sha256').update(owner.token).digest('hex').slice(0, 40);
}

/** A cart as orders keep it: whose it is can be told, its token cannot. */
export interface CartRef {
  kind: CartOwner['kind'];
  id: string;
}

export const cartRefOf = (owner: CartOwner): CartRef => ({ kind: owner.kind, id: cartIdOf(owner) });

export const cartKeyOf = (owner: CartOwner): string => cartKeyOfRef(cartRefOf(owner));

/** The key of the cart's hash in Redis; the braces keep all of one cart in one cluster slot. */
export const cartKeyOfRef = ({ kind, id }: CartRef): string => `cart:{${kind === 'user' ? 'u' : 'g'}:${id}}`;
