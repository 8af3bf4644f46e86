import { anonymous } from '@quartet/service-kit';
import { type ExecutionResult, parse } from 'graphql';
import type { Executor } from '../src/executor/executor.ts';
import { operationOf } from '../src/executor/selections.ts';

/** The answer as it would stand in JSON. */
export async function run(
  executor: Executor,
  query: string,
  variables: Record<string, unknown> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ExecutionResult> {
  const document = parse(query);
  const operation = operationOf(document)!;
  const request = {
    query,
    document,
    operation,
    variables,
    viewer: anonymous,
    requestId: 'r-1',
    signal,
    endsAt: Infinity,
  };
  const answer = await executor.execute(request);
  return JSON.parse(JSON.stringify(answer)) as ExecutionResult;
}

export const paths = (answer: ExecutionResult) => (answer.errors ?? []).map((error) => error.path?.join('.'));
export const codes = (answer: ExecutionResult) => [
  ...new Set((answer.errors ?? []).map((error) => error.extensions.code)),
];
