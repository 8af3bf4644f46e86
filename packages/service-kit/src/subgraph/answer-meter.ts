import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  defaultFieldResolver,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { AppError } from '../errors/to-app-error.ts';

/** How large an answer may become. Bytes are those of its JSON, roughly: no escapes, a character is a byte. */
export interface AnswerLimits {
  readonly values: number;
  readonly bytes: number;
}

/** The limits where the caller does not set lower ones. */
export const ANSWER_LIMITS: AnswerLimits = { values: 50_000, bytes: 8 * 1_024 * 1_024 };

/** Quotes, colon and comma of a field. */
const BYTES_OF_A_FIELD = 5;

/** Measures an answer while it is built. */
export interface AnswerMeter {
  /** Rejects with ANSWER_TOO_LARGE as soon as the answer is larger than it may be. */
  readonly overflow: Promise<never>;
  /** False once the answer is too large or its request was aborted: then the value is not needed. */
  take(values: number, bytes: number): boolean;
}

export function createAnswerMeter(limits: AnswerLimits, signal?: AbortSignal): AnswerMeter {
  const left = { ...limits };
  let over = false;
  let overflow: (error: AppError) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => (overflow = reject));
  // Without a handler at that moment the rejection would end the process.
  promise.catch(() => undefined);
  return {
    overflow: promise,
    take(values, bytes) {
      if (over || signal?.aborted) return false;
      left.values -= values;
      left.bytes -= bytes;
      if (left.values >= 0 && left.bytes >= 0) return true;
      over = true;
      overflow(new AppError('ANSWER_TOO_LARGE', 'This part of the answer is too large: ask for less at once'));
      return false;
    },
  };
}

/**
 * Makes each execution of the schema count its fields with the meter in its `rootValue`. graphql 16 cannot stop an
 * execution, so the fields of one that is too large or was aborted never resolve: it does no more work, and its memory
 * is freed.
 */
export function meterFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve = metered(field.resolve ?? defaultFieldResolver);
  }
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function metered(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const meter = info.rootValue as AnswerMeter | undefined;
    if (!meter) return resolve(source, args, context, info);
    if (!meter.take(1, String(info.path.key).length + BYTES_OF_A_FIELD)) return never();
    const value: unknown = resolve(source, args, context, info);
    return value instanceof Promise ? value.then((later: unknown) => weighed(later, meter)) : weighed(value, meter);
  };
}

/**
 * Never settles. Each call gets its own promise: a shared one would keep everything that ever waited for it in memory.
 */
const never = () => new Promise<never>(() => undefined);

/** The value, if the answer has room for it. Objects are measured by their own fields. */
function weighed(value: unknown, meter: AnswerMeter): unknown {
  if (typeof value === 'string') return meter.take(0, value.length) ? value : never();
  if (!Array.isArray(value)) return value;
  const bytes = value.reduce<number>((sum, one) => sum + 1 + (typeof one === 'string' ? one.length : 0), 0);
  return meter.take(value.length, bytes) ? value : never();
}
