import { hash } from 'node:crypto';

/** A name of a subgraph cannot close the braces of a hash tag. */
const slotOf = (subgraph: string): string => `{cache:${subgraph.replace(/[^\w-]/g, '_')}}`;

export const tagsKey = (subgraph: string): string => `${slotOf(subgraph)}:tags`;
export const entryKey = (subgraph: string, key: string): string => `${slotOf(subgraph)}:e:${key}`;

/** Tags are kept as hashes: of one size whatever is in a key, and without characters that mean something in an entry. */
export const tagHash = (tag: string): string => hash('sha256', tag, 'base64url').slice(0, 22);
