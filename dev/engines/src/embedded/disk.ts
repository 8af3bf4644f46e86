import { statfsSync } from 'node:fs';
import { defaultDir } from '../start.ts';

/** Less than this is none: no server can write its next file. */
const LITTLE_BYTES = 2 * 1024 * 1024;

/**
 * One line where the disk of the embedded engines' data is full, else undefined. Each engine says it in words of its own,
 * some not at all: code that meets an unexpected error asks here.
 */
export function noSpaceLine(dir = defaultDir()): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(dir);
    if (bavail * bsize >= LITTLE_BYTES) return undefined;
  } catch {
    return undefined; // there are no data
  }
  return `There is no space left on the disk of ${dir}: make room, or set QUARTET_DIR to a folder on another disk`;
}
