import { readFileSync } from 'node:fs';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';
import type { Shape } from '../fuzz/shape.ts';

/** Our own graph. */
export const QUARTET: Shape = {
  sdls: Object.fromEntries(
    SUBGRAPHS.map((name) => [name, readFileSync(new URL(`../../../schema/${name}.graphql`, import.meta.url), 'utf8')]),
  ),
  absent: [{ type: 'PublicProfile', subgraph: 'users' }],
  mayBeDown: ['search', 'users'],
};
