import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'graphql';
import { createApolloPlanner } from './apollo-planner.ts';
import type { PlanNode } from './planner.ts';

/** What a planner in a thread of its own is asked, and answers. */
export interface PlanQuestion {
  readonly text: string;
}
export type PlanAnswer = { readonly plan: PlanNode | undefined } | { readonly problem: string };

const { supergraphSdl } = workerData as { supergraphSdl: string };
const planner = await createApolloPlanner(supergraphSdl, { validated: true });

/** The first message: from here on it listens. */
parentPort?.postMessage('ready');
parentPort?.on('message', ({ text }: PlanQuestion) => {
  const answer = (message: PlanAnswer) => parentPort?.postMessage(message);
  planner.plan(parse(text, { noLocation: true })).then(
    (plan) => answer({ plan }),
    (error: unknown) => answer({ problem: error instanceof Error ? error.message : String(error) }),
  );
});
