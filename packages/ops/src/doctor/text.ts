import { findProblems } from './problems.ts';
import { type Asked, isAnswer, type Report, type Tool } from './report.ts';

const GIB = 1024 ** 3;

type Rows = readonly (readonly string[])[];

/** The report for people: sections of aligned columns, and at the end what is wrong. */
export function describeReport(report: Report): string {
  const problems = findProblems(report);
  return [
    section('Machine', ofMachine(report)),
    section('Engines', ofEngines(report)),
    section('Migrations', ofMigrations(report)),
    section('Events', ofEvents(report)),
    section('Products', ofProducts(report)),
    problems.length === 0
      ? 'Nothing is wrong.'
      : section(
          'Problems',
          problems.map(({ level, text }) => [level, text]),
        ),
  ].join('\n\n');
}

function section(title: string, rows: Rows): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [title, ...rows.map((row) => `  ${line(row)}`)].join('\n');
}

function ofMachine({ machine, directory, port }: Report): Rows {
  const tool = ({ name, version, missing }: Tool) => [name, version ?? `no: ${missing ?? 'missing'}`];
  return [
    ['system', machine.system],
    ['node', machine.node],
    ...(machine.npm === null ? [] : [['npm', machine.npm]]),
    ...machine.tools.map(tool),
    ...(directory === null ? [] : [['data', describeDirectory(directory)]]),
    ...(port === null ? [] : [[`port ${port.port}`, port.by === null ? port.state : `${port.state}: ${port.by}`]]),
  ];
}

function describeDirectory({ path, exists, freeBytes, runBy }: NonNullable<Report['directory']>): string {
  const room = freeBytes === null ? 'free space unknown' : `${(freeBytes / GIB).toFixed(1)} GiB free`;
  const made = exists ? '' : ', not made yet';
  const by = runBy === null ? '' : `, its engines are run by process ${runBy}`;
  return `${path} (${room}${made}${by})`;
}

function ofEngines({ engines }: Report): Rows {
  return engines.map(({ setting, how, state, version, place }) => [setting, how, version ?? state, place ?? '']);
}

function ofMigrations({ migrations, partitions }: Report): Rows {
  const rows = Object.entries(migrations).map(([name, asked]) => [
    name,
    shown(asked, ({ applied, missing, unknown }) => {
      const newer = unknown.length > 0 ? `, ${unknown.length} newer than this code` : '';
      return `${applied.length} applied, ${missing.length} missing${newer}`;
    }),
  ]);
  const months = shown(partitions, (found) =>
    found
      .map(({ month, hasPartitions }) => `${month.replace('_', '-')} ${hasPartitions ? 'there' : 'missing'}`)
      .join(', '),
  );
  return [...rows, ['partitions', months]];
}

function ofEvents({ streams, outboxes }: Report): Rows {
  const outboxRows = Object.entries(outboxes).map(([name, outbox]) => [
    `outbox of ${name}`,
    shown(outbox, ({ rows, oldestSeconds }) => `${rows} waiting${rows > 0 ? `, ${age(oldestSeconds)}` : ''}`),
  ]);
  if (!isAnswer(streams)) return [['streams', shown(streams, () => '')], ...outboxRows];
  const rows = streams.flatMap(({ stream, length, groups }) => [
    [stream, `${length} entries`],
    ...groups.map(({ name, joined, lagSeconds, pending, deadLetters }) => [
      `  read by ${name}`,
      joined ? `${age(lagSeconds)} behind, ${pending} pending, ${deadLetters} dead letters` : 'has not joined yet',
    ]),
  ]);
  return [...rows, ...outboxRows];
}

function ofProducts({ products }: Report): Rows {
  return [
    ['published in MongoDB', shown(products.catalog, String)],
    ['found by search', shown(products.search, String)],
  ];
}

const age = (seconds: number) => `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;

function shown<T>(asked: Asked<T>, text: (answer: T) => string): string {
  if (isAnswer(asked)) return text(asked);
  return asked === null ? '–' : `failed: ${asked.failed}`;
}
