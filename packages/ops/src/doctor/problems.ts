import type { MigrationState } from '@quartet/service-kit';
import { type Asked, isAnswer, type Report } from './report.ts';

/** A fault keeps the shop from working, or will; a warning is something to know. */
export interface Problem {
  level: 'fault' | 'warning';
  /** One line: what is wrong, and what to do. */
  text: string;
}

const LITTLE_BYTES = 2 * 1024 ** 3;
const LATE_SECONDS = 60;

/** What is wrong in a report, faults first. */
export function findProblems(report: Report): Problem[] {
  const problems = [
    ...ofMachine(report),
    ...ofServers(report),
    ...ofMigrations(report),
    ...ofPartitions(report),
    ...ofEvents(report),
    ...ofProducts(report),
  ];
  return [
    ...problems.filter((problem) => problem.level === 'fault'),
    ...problems.filter((problem) => problem.level === 'warning'),
  ];
}

const fault = (text: string): Problem => ({ level: 'fault', text });
const warning = (text: string): Problem => ({ level: 'warning', text });

function* ofMachine({ machine, directory, engines }: Report): Generator<Problem> {
  const freeBytes = directory?.freeBytes ?? null;
  if (directory !== null && freeBytes !== null && freeBytes < LITTLE_BYTES) {
    yield warning(`${directory.path}: there is little room left on its disk; make some, or set QUARTET_DIR`);
  }
  const toStart = engines.some((server) => server.how === 'embedded' && server.state === 'not running');
  const java = machine.tools.find((tool) => tool.name === 'java');
  if (toStart && java?.missing !== undefined) yield fault(java.missing);
}

function* ofServers({ engines }: Report): Generator<Problem> {
  for (const { problem } of engines) if (problem !== undefined) yield fault(problem);
  const resting = engines.filter(({ state }) => state === 'not running').map(({ setting }) => setting);
  if (resting.length > 0) yield warning(`${resting.join(', ')}: not running; npm run engines starts them`);
}

function* ofMigrations({ migrations }: Report): Generator<Problem> {
  for (const [name, state] of Object.entries<Asked<MigrationState>>(migrations)) {
    if (!isAnswer(state)) {
      if (state) yield fault(`${name}: its migrations cannot be read: ${state.failed}`);
      continue;
    }
    if (state.unknown.length > 0) {
      yield fault(`${name}: the database is newer than this code (${state.unknown.join(', ')}): use the newer code`);
    }
    if (state.missing.length > 0) {
      yield warning(`${name}: ${state.missing.join(', ')} missing; npm run migrate brings it up to date`);
    }
  }
}

function* ofPartitions({ partitions }: Report): Generator<Problem> {
  if (!isAnswer(partitions)) {
    if (partitions) yield fault(`orders: its partitions cannot be read: ${partitions.failed}`);
    return;
  }
  for (const { month, isCurrent, hasPartitions } of partitions) {
    if (hasPartitions) continue;
    const text = `orders: there is no partition for ${month.replace('_', '-')}; npm run migrate makes it`;
    yield isCurrent ? fault(text) : warning(text);
  }
}

function* ofEvents({ streams, outboxes }: Report): Generator<Problem> {
  if (isAnswer(streams)) {
    for (const { stream, groups } of streams) {
      for (const { name, deadLetters, parked, lagSeconds } of groups) {
        if (parked > 0)
          yield warning(`${stream}: ${parked} events wait for a version of ${name} that knows their type`);
        if (deadLetters > 0) yield warning(`${stream}: ${name} refused ${deadLetters} for good; npm run dead-letters`);
        if (lagSeconds > LATE_SECONDS) {
          yield warning(`${stream}: ${name} is ${Math.round(lagSeconds)} s behind; do its workers run?`);
        }
      }
    }
  } else if (streams) yield fault(`The event streams cannot be read: ${streams.failed}`);
  for (const [name, outbox] of Object.entries(outboxes)) {
    if (!isAnswer(outbox)) {
      if (outbox) yield fault(`${name}: its outbox cannot be read: ${outbox.failed}`);
    } else if (outbox.oldestSeconds > LATE_SECONDS) {
      yield warning(`${name}: ${outbox.rows} events wait in the outbox; do its workers run?`);
    }
  }
}

function* ofProducts({ products }: Report): Generator<Problem> {
  const { catalog, search } = products;
  for (const asked of [catalog, search]) {
    if (!isAnswer(asked) && asked) yield fault(`Products cannot be counted: ${asked.failed}`);
  }
  if (isAnswer(catalog) && isAnswer(search) && catalog !== search) {
    yield warning(`The catalog has ${catalog} published products, and search finds ${search}`);
  }
}
