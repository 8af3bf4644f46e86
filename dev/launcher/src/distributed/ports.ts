import { isFree } from '@quartet/engines';

/*
 * Below the ports that systems give to outgoing connections (from 32,768 on Linux, from 49,152 on macOS): a process that
 * is started again must find its port free, and not held by some client's connection.
 */
const FIRST = 20_000;
const SEGMENT = 60;
const SEGMENTS = 200;

/** Launchers that start at the same moment look in segments of their own. */
let next = FIRST + (process.pid % SEGMENTS) * SEGMENT;

/** So many different ports on which nothing listens at 127.0.0.1. No two calls in a process answer the same port. */
export async function choosePorts(count: number): Promise<number[]> {
  const chosen: number[] = [];
  for (let tried = 0; chosen.length < count; tried++) {
    if (tried > SEGMENT * SEGMENTS) throw new Error(`There are no ${count} free ports on 127.0.0.1`);
    const port = next;
    next = next + 1 < FIRST + SEGMENT * SEGMENTS ? next + 1 : FIRST;
    if (await isFree(port)) chosen.push(port);
  }
  return chosen;
}
