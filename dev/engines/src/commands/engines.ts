import { parseArgs } from 'node:util';
import { StartError } from '@quartet/service-kit/start-error';
import { startEngines } from '../start.ts';
import { onStopRequest } from '../supervisor/stop-requests.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const log = (line: string) => process.stderr.write(`${line}\n`);
const INTERRUPTED = 130;

/** An engine that does not stay up: the others end with this process. */
function giveUp(line: string): void {
  log(line);
  process.exit(1);
}

try {
  const ending = new AbortController();
  const starting = startEngines({ log, signal: ending.signal, onDied: giveUp });
  const ended = new Promise<void>((resolve) => {
    // asked twice: the engines end with this process
    onStopRequest({ stop: resolve, force: () => process.exit(INTERRUPTED) });
  });
  const engines = await Promise.race([starting, ended.then(() => undefined)]);
  if (!engines) {
    log('Stopping the engines');
    ending.abort();
    await starting.then(
      (started) => started.stop(),
      () => undefined, // that is what was asked for
    );
    process.exit(INTERRUPTED);
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ urls: engines.urls, how: engines.how, versions: engines.versions })}\n`);
  } else {
    for (const [name, version] of Object.entries(engines.versions)) {
      log(`${version} (${engines.how[name as keyof typeof engines.how]})`);
    }
    for (const [name, url] of Object.entries(engines.urls)) process.stdout.write(`export ${name}='${url}'\n`);
  }
  if (Object.values(engines.how).every((how) => how !== 'embedded')) log('None of them is run by this command');
  else if (engines.runBy !== undefined) log(`They are run by process ${engines.runBy} and end with it`);
  else {
    log('Ctrl-C stops them');
    const alive = setInterval(() => undefined, 60_000); // the servers alone do not keep this process
    await ended;
    clearInterval(alive);
    log('Stopping the engines');
    await engines.stop();
  }
} catch (error) {
  log(error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
