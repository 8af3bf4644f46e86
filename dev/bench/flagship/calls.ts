import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/** One round trip to an engine, as the shop's drivers made it. */
export type Call =
  | { readonly engine: 'postgres'; readonly database: string; readonly text: string; readonly values: unknown[] }
  /** The command as EJSON. */
  | { readonly engine: 'mongodb'; readonly database: string; readonly command: string }
  /** All that one pipeline sends. */
  | { readonly engine: 'redis'; readonly server: RedisServer; readonly commands: readonly RedisCommand[] }
  | {
      readonly engine: 'elasticsearch';
      readonly method: string;
      readonly path: string;
      readonly query: Record<string, string>;
      readonly body: string;
      readonly contentType: string;
    };

export interface RedisServer {
  readonly host: string;
  readonly port: number;
  readonly db: number;
}

export interface RedisCommand {
  readonly name: string;
  readonly args: readonly (string | Buffer | number)[];
}

/** A call with the time that it took, by one clock. */
export interface Timed {
  readonly call: Call;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What the flagship asks of the engines, in stages whose calls are made at the same time. */
export interface Flow {
  readonly stages: readonly (readonly Call[])[];
  readonly answer: string;
}

/** Calls that began before any other of their stage had ended did not need its answer. */
export function stagesOf(calls: readonly Timed[]): Call[][] {
  const stages: Call[][] = [];
  let firstEnd = -Infinity;
  for (const { call, startedAt, endedAt } of [...calls].sort((a, b) => a.startedAt - b.startedAt)) {
    const stage = stages.at(-1);
    if (stage && startedAt <= firstEnd) {
      stage.push(call);
      firstEnd = Math.min(firstEnd, endedAt);
    } else {
      stages.push([call]);
      firstEnd = endedAt;
    }
  }
  return stages;
}

export function writeFlow(file: string, flow: Flow): void {
  writeFileSync(file, serialize(flow));
}

export function readFlow(file: string): Flow {
  return deserialize(readFileSync(file)) as Flow;
}
