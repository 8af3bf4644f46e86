import { defaultDir, runningEngines, startEngines } from '@quartet/engines';
import type { LocalMachine } from '@quartet/ops';
import { examineDirectory, examineMachine } from './machine.ts';
import { examinePort } from './port.ts';

const ROUTER_PORT = 4000;

/** Tools, data directory, the router's port, and engines that this machine runs, for the doctor. */
export function createLocalMachine({ log }: { log: (line: string) => void }): LocalMachine {
  return {
    async examine(env) {
      const [machine, port, { servers, urls, runBy }] = await Promise.all([
        examineMachine(env),
        examinePort(Number(env['PORT'] || ROUTER_PORT), env['HOST'] || '127.0.0.1'),
        runningEngines({ env }),
      ]);
      const directory = await examineDirectory(defaultDir(env), runBy);
      return { machine, directory, port, engines: servers, urls };
    },
    startEngines: () => startEngines({ log }),
  };
}
