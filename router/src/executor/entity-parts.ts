import { AppError } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { joinedTags } from '../entity-cache/answer-tags.ts';
import type { TransportRequest } from '../transport/transport.ts';

/** A subgraph takes 4 MiB at most: the query and the other variables need their place too. */
const MAX_BYTES = 1_024 * 1_024;
const MAX_ENTITIES = 5_000;
/** So many parts are under way at once. */
const PARALLEL = 4;

type Run = (request: TransportRequest) => Promise<ExecutionResult>;

/**
 * Asks for many entities in several calls, each of a size that the subgraph takes, and puts the answers together as if
 * it had been one. A part that fails costs its own entities alone. Other requests are passed on as they are.
 * @throws what `run` throws, where no part was answered
 */
export async function runInParts(request: TransportRequest, run: Run): Promise<ExecutionResult> {
  const representations: unknown = request.variables?.representations;
  if (!Array.isArray(representations) || isOnePart(request.texts?.representations)) return run(request);
  const parts = partsOf(representations);
  if (parts.length <= 1) return run(request);
  const outcomes = await inTurns(parts, (part) =>
    run({ ...request, texts: {}, variables: { ...request.variables, representations: part } }),
  );
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (failed.length === parts.length) throw failed[0];
  return mergeParts(
    outcomes.map((outcome, at) => ({
      size: parts[at]?.length ?? 0,
      result: outcome.status === 'fulfilled' ? outcome.value : failure(outcome.reason),
    })),
  );
}

/** As most are: known from their texts, of which no letter has more than three bytes. */
function isOnePart(texts: readonly string[] | undefined): boolean {
  if (!texts || texts.length > MAX_ENTITIES) return false;
  let letters = 0;
  for (const text of texts) letters += text.length + 1;
  return 3 * letters <= MAX_BYTES;
}

/** In their order, as many in each part as the limits allow, but one at least. */
export function partsOf(
  representations: readonly unknown[],
  { maxBytes = MAX_BYTES, maxEntities = MAX_ENTITIES }: { maxBytes?: number; maxEntities?: number } = {},
): unknown[][] {
  const parts: unknown[][] = [];
  let part: unknown[] = [];
  let bytes = 0;
  for (const representation of representations) {
    const size = Buffer.byteLength(JSON.stringify(representation)) + 1;
    if (part.length > 0 && (part.length >= maxEntities || bytes + size > maxBytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(representation);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

interface PartResult {
  size: number;
  result: ExecutionResult;
}

const AWAY = new AppError('SERVICE_UNAVAILABLE', 'This part of the answer is not available right now');

/** The message of an AppError is made for clients. */
function failure(reason: unknown): ExecutionResult {
  const { message, code } = reason instanceof AppError ? reason : AWAY;
  return { errors: [new GraphQLError(message, { extensions: { code } })] };
}

/** One list of entities, and the errors of each part at the places where its entities stand in that list. */
export function mergeParts(parts: readonly PartResult[]): ExecutionResult {
  const entities: unknown[] = [];
  const errors: GraphQLError[] = [];
  for (const { size, result } of parts) {
    const start = entities.length;
    const given: unknown = result.data?._entities;
    const found: unknown[] = Array.isArray(given) ? given : [];
    for (let at = 0; at < size; at += 1) entities.push(found[at] ?? null);
    for (const error of result.errors ?? []) errors.push(...shifted(error, { start, size, found }));
  }
  return { data: { _entities: entities }, ...(errors.length > 0 && { errors }), ...joinedTags(parts) };
}

/** An error that names no entity is one of each that is missing in its part. */
function shifted(
  error: GraphQLError,
  { start, size, found }: { start: number; size: number; found: readonly unknown[] },
): GraphQLError[] {
  const [, at, ...rest] = error.path ?? [];
  if (typeof at === 'number') return [atPath(error, ['_entities', start + at, ...rest])];
  return Array.from({ length: size }, (_, index) => index)
    .filter((index) => found[index] == null)
    .map((index) => atPath(error, ['_entities', start + index]));
}

function atPath(error: GraphQLError, path: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(error.message, { path, extensions: error.extensions });
}

/** Runs all, a few at a time, in their order. */
async function inTurns<I, O>(
  items: readonly I[],
  run: (item: I) => Promise<O>,
): Promise<PromiseSettledResult<Awaited<O>>[]> {
  const outcomes: PromiseSettledResult<Awaited<O>>[] = [];
  for (let at = 0; at < items.length; at += PARALLEL) {
    outcomes.push(...(await Promise.allSettled(items.slice(at, at + PARALLEL).map(run))));
  }
  return outcomes;
}
