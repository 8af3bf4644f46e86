import type { Shape } from '../fuzz/shape.ts';
import { MEDIA } from './media.ts';
import { QUARTET } from './quartet.ts';
import { SHOP } from './shop.ts';
import { TRAVEL } from './travel.ts';

/** The graphs that generated operations are compared over. */
export const SHAPES: Readonly<Record<string, Shape>> = { shop: SHOP, media: MEDIA, travel: TRAVEL, quartet: QUARTET };
