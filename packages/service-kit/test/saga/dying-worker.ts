/* Runs the saga of its arguments and ends like a process that is killed, at one point of it. */
import { createPostgres, leaseOne, runSaga, type SagaDefinition, type SagaStep } from '../../src/index.ts';
import { log, threeSteps, type Outside, type Tables } from './sagas.ts';

const [url = '', id = '', at = '', moment = ''] = process.argv.slice(2);
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
};

/** Dies in the transaction, when all is written; the commit never comes. */
function dyingBeforeCommit(step: SagaStep<Tables, Outside, unknown>): SagaStep<Tables, Outside, unknown> {
  return {
    ...step,
    async run(...args) {
      const settle = await step.run(...args);
      return async (trx) => {
        if (typeof settle === 'function') await settle(trx);
        return die();
      };
    },
  };
}

const { db } = createPostgres<Tables>({ url, name: 'dying worker', log });
const definition: SagaDefinition<Tables, Outside, unknown> = {
  ...threeSteps,
  steps: Object.fromEntries(
    Object.entries(threeSteps.steps).map(([name, step]) => [
      name,
      name === at && moment === 'before the commit' ? dyingBeforeCommit(step) : step,
    ]),
  ),
};
const tools: Outside = {
  async call(what) {
    const order = Object.keys(threeSteps.steps);
    if (moment === 'before the call' && what === at) await die();
    if (moment === 'after the call' && what === at) await die();
    // The commit of the step before has come.
    if (moment === 'after the commit' && what === order[order.indexOf(at) + 1]) await die();
  },
};
const saga = await leaseOne(db, id);
if (saga) await runSaga({ db, tools, definition }, saga);
await db.destroy();
process.exit(0);
