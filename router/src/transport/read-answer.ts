import { type ExecutionResult, GraphQLError } from 'graphql';

/** What a replica sent is no answer of GraphQL. */
export class WrongAnswer extends Error {
  readonly status: number;
  /** How long the server asks to be left alone; undefined where it does not. */
  retryAfterMs: number | undefined;
  constructor(status: number, reason: string, cause?: unknown) {
    super(`HTTP ${status}: ${reason}`, { cause });
    this.status = status;
  }
}

/**
 * A subgraph's answer. Subgraphs in other languages write null where they have nothing to say, and some answer 400 with good
 * data: what can be used is used.
 * @throws WrongAnswer where nothing can be
 */
export function readAnswer({ status, text }: { status: number; text: string }): ExecutionResult {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new WrongAnswer(status, status === 200 ? 'the answer is no JSON' : text.slice(0, 200), cause);
  }
  if (!isRecord(answer)) throw new WrongAnswer(status, 'the answer is no GraphQL result');
  const { data, errors, extensions } = answer;
  if (data !== undefined && data !== null && !isRecord(data))
    throw new WrongAnswer(status, 'the answer has data that is no object');
  if (status !== 200 && !data) throw new WrongAnswer(status, text.slice(0, 200));
  if (data === undefined && !Array.isArray(errors))
    throw new WrongAnswer(status, 'the answer has neither data nor errors');
  // Without data, the errors are all that there is.
  if (!data && Array.isArray(errors) && !errors.every((error) => isRecord(error) && typeof error.message === 'string'))
    throw new WrongAnswer(status, 'the answer has errors that are none');
  const read = Array.isArray(errors) ? errors.map(readError) : [];
  return {
    ...(data !== undefined && { data }),
    ...(read.length > 0 && { errors: read }),
    ...(isRecord(extensions) && { extensions }),
  };
}

function readError(error: unknown): GraphQLError {
  const { message, path, extensions } = isRecord(error) ? error : {};
  return new GraphQLError(typeof message === 'string' ? message : 'An error without a message', {
    ...(isPath(path) && { path }),
    ...(isRecord(extensions) && { extensions }),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}
