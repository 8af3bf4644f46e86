import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from '@quartet/engines';
import { expect, it, onTestFinished } from 'vitest';
import { reservePort } from '../src/start/port.ts';

it('of two starts with one port the second ends at once, and the first goes on', async () => {
  const port = await freePort();
  const first = await reservePort(port);
  onTestFinished(() => first.release());
  await expect(reservePort(port)).rejects.toThrow(`Port ${port} is taken: choose another one with --port N`);
  await first.release();
  const router = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void router.close());
  await once(router, 'listening');
  await first.release(); // again does nothing
});

it('says which setting is wrong where HOST is no address of the machine', async () => {
  await expect(reservePort(await freePort(), '203.0.113.7')).rejects.toThrow(/^HOST is 203\.0\.113\.7/);
});
