import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError, type Logger } from '@quartet/service-kit';
import { type DocumentNode, print, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PlanAnswer, PlanQuestion } from './planner-thread.ts';
import type { PlanNode, Planner } from './planner.ts';

/** Operations of no more fields are planned here, each in a turn of its own: that takes some milliseconds. */
const SMALL = 100;
/** How long planning a large one may take. */
const DEADLINE_MS = 3_000;
/** Large ones that wait for the thread. */
const MAX_WAITING = 50;
/** So long an operation that took too long is not planned again. */
const REFUSED_FOR_MS = 60_000;
const MAX_REFUSED = 1_000;

const TOO_LONG = () =>
  new AppError(
    'QUERY_TOO_EXPENSIVE',
    'Planning this query takes too long: ask for fewer fields, or in several requests',
  );
const BUSY = () => new AppError('SERVICE_UNAVAILABLE', 'Too many new queries wait to be planned; please try again');

interface Waiting {
  readonly text: string;
  readonly resolve: (plan: PlanNode | undefined) => void;
  readonly reject: (err: Error) => void;
}

interface Thread {
  readonly thread: Worker;
  /** It has read the supergraph. */
  readonly ready: Promise<void>;
}

/**
 * Plans large operations in a thread of its own, one at a time and the shortest first, so that whatever is sent, requests whose
 * plans are kept go on, and small operations are planned in between. What takes too long is cut off, and refused for a minute.
 */
export function inThreads(
  planner: Planner,
  { supergraphSdl, log, deadlineMs = DEADLINE_MS }: { supergraphSdl: string; log: Logger; deadlineMs?: number },
): Planner {
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED, ttl: REFUSED_FOR_MS });
  const waiting: Waiting[] = [];
  let worker: Thread | undefined;
  let current: Waiting | undefined;
  let small: Promise<unknown> = Promise.resolve();

  function planSmall(document: DocumentNode): Promise<PlanNode | undefined> {
    const planned = small.then(() => nextTurn()).then(() => planner.plan(document));
    small = planned.catch(() => undefined);
    return planned;
  }

  function planLarge(document: DocumentNode): Promise<PlanNode | undefined> {
    const text = print(document);
    if (refused.has(text)) return Promise.reject(TOO_LONG());
    if (waiting.length >= MAX_WAITING) return Promise.reject(BUSY());
    return new Promise((resolve, reject) => {
      waiting.push({ text, resolve, reject });
      waiting.sort((one, other) => one.text.length - other.text.length);
      goOn();
    });
  }

  /** Gives the thread the next question, where it has none. */
  function goOn(): void {
    if (current) return;
    current = waiting.shift();
    if (!current) return;
    const asked = current;
    worker ??= start();
    const { thread, ready } = worker;
    // Its start is not the fault of the query.
    void ready.then(() => {
      if (current === asked) ask(thread, asked);
    });
  }

  function ask(thread: Worker, asked: Waiting): void {
    const timer = setTimeout(() => {
      log.warn({ characters: asked.text.length, deadlineMs }, 'planning a query took too long and was cut off');
      refused.set(asked.text, true);
      end(thread, TOO_LONG());
    }, deadlineMs);
    thread.once('message', (answer: PlanAnswer) => {
      clearTimeout(timer);
      if (current !== asked) return;
      current = undefined;
      if ('problem' in answer) asked.reject(new Error(answer.problem));
      else asked.resolve(answer.plan);
      goOn();
    });
    thread.postMessage({ text: asked.text } satisfies PlanQuestion);
  }

  function start(): Thread {
    const thread = new Worker(new URL('./planner-thread.ts', import.meta.url), { workerData: { supergraphSdl } });
    thread.unref();
    thread.once('error', (error) => {
      log.error({ err: error }, 'the thread that plans queries has ended');
      end(thread, error instanceof Error ? error : new Error(String(error)));
    });
    return { thread, ready: new Promise((resolve) => thread.once('message', () => resolve())) };
  }

  /** The question that it had fails; the others get a new thread. */
  function end(thread: Worker, reason: Error): void {
    if (worker?.thread !== thread) return;
    worker = undefined;
    const asked = current;
    current = undefined;
    asked?.reject(reason);
    void thread.terminate();
    goOn();
  }

  return {
    ...planner,
    plan: (document) => (isSmall(document) ? planSmall(document) : planLarge(document)),
    async stop() {
      const thread = worker?.thread;
      worker = undefined;
      for (const { reject } of waiting.splice(0)) reject(BUSY());
      current?.reject(BUSY());
      current = undefined;
      await thread?.terminate();
      await planner.stop();
    },
  };
}

function isSmall(document: DocumentNode): boolean {
  let fields = 0;
  visit(document, { Field: () => void (fields += 1) });
  return fields <= SMALL;
}
