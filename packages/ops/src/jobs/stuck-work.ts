import { mongoJobs } from '@quartet/catalog';
import { compensationOf, type OrdersDatabase } from '@quartet/orders';
import {
  createMongo,
  createPostgres,
  listStuck,
  postgresJobs,
  resumeStuck,
  StartError,
  type JobStore,
  type Logger,
  type Postgres,
} from '@quartet/service-kit';
import type { UsersDatabase } from '@quartet/users';
import type { EngineUrls } from '../servers/index.ts';

/** Work that does not go on by itself: a job, or a saga. */
export interface StuckWork {
  id: string;
  since: Date;
  /** Such as `order_message Q:confirmed` or `checkout at capture`. */
  what: string;
  attempts: number;
  reason: string;
}

/** The work of one database. */
export interface WorkDesk {
  /** The subgraph. */
  name: string;
  list: (limit: number) => Promise<StuckWork[]>;
  /** False where it has no such work, or none that is stuck. */
  retry: (id: string) => Promise<boolean>;
  /** What becomes of it; null as above. @throws StartError where it cannot be given up */
  giveUp: (id: string) => Promise<string | null>;
  close: () => Promise<void>;
}

type WorkUrls = Pick<EngineUrls, 'USERS_DATABASE_URL' | 'ORDERS_DATABASE_URL' | 'CATALOG_MONGODB_URL'>;

/** The databases with jobs. Each connects when it is asked. */
export function openDesks(urls: WorkUrls, log: Logger): WorkDesk[] {
  const users = createPostgres<UsersDatabase>({ url: urls.USERS_DATABASE_URL, name: 'jobs', log, max: 1 });
  const orders = createPostgres<OrdersDatabase>({ url: urls.ORDERS_DATABASE_URL, name: 'jobs', log, max: 1 });
  const catalog = createMongo({ url: urls.CATALOG_MONGODB_URL, name: 'jobs', log });
  return [
    withSagas(orders, jobsDesk('orders', postgresJobs(orders.db), orders.destroy)),
    jobsDesk('users', postgresJobs(users.db), users.destroy),
    jobsDesk('catalog', mongoJobs(catalog.db), catalog.destroy),
  ];
}

type JobList = Pick<JobStore, 'listStuck' | 'retry' | 'giveUp'>;

function jobsDesk(name: string, store: JobList, close: () => Promise<void>): WorkDesk {
  return {
    name,
    async list(limit) {
      const stuck = await store.listStuck({ limit });
      return stuck.map(({ kind, key, hasFailed, reason, ...rest }) => {
        return { ...rest, what: `${kind} ${key}`, reason: hasFailed ? `failed for good: ${reason}` : reason };
      });
    },
    retry: store.retry,
    giveUp: async (id) => ((await store.giveUp(id)) ? 'is given up' : null),
    close,
  };
}

/** Orders has sagas as well; the ids of both are different. */
function withSagas({ db }: Postgres<OrdersDatabase>, jobs: WorkDesk): WorkDesk {
  return {
    ...jobs,
    async list(limit) {
      const sagas = await listStuck(db, { limit });
      const listed = sagas.map(({ kind, step, ...rest }) => ({ ...rest, what: `${kind} at ${step}` }));
      return [...listed, ...(await jobs.list(limit))];
    },
    retry: async (id) => (await resumeStuck(db, id)) || (await jobs.retry(id)),
    async giveUp(id) {
      const saga = (await listStuck(db, { limit: MOST })).find((one) => one.id === id);
      if (saga === undefined) return jobs.giveUp(id);
      const step = compensationOf(saga.step);
      if (step === null) {
        throw new StartError(`${id} is at ${saga.step}, where nothing can be undone (any more): retry it`);
      }
      return (await resumeStuck(db, id, { step })) ? `goes on with ${step}` : null;
    },
  };
}

export const MOST = 1_000;
