import { type Row, aligned, median } from '../rows.ts';
import { type Measure, WORKLOADS, percent } from './measure.ts';

const BASES = ['stock', 'bare', 'hive-gateway', 'hive-router', 'stock-undici'] as const;

/** What was measured of a gateway under a load: the middle of all rounds that count. */
interface Summary {
  readonly workload: string;
  readonly gateway: string;
  readonly measures: readonly Measure[];
  /** Why none of them counts. */
  readonly fault: string | undefined;
}

function summaries(measures: readonly Measure[]): Summary[] {
  const groups = Map.groupBy(measures, ({ workload, gateway }) => `${workload} ${gateway}`);
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const counted = all.filter(({ fault }) => fault === undefined);
    // A round in which something else ran is left out, not most of them.
    const counts = counted.length * 2 > all.length;
    const { workload, gateway } = first;
    return [
      {
        workload,
        gateway,
        measures: counts ? counted : all,
        fault: counts ? undefined : all.find((one) => one.fault)?.fault,
      },
    ];
  });
}

/**
 * Ours beside each of the others.
 * @throws where a row does not count, unless that is asked for
 */
export function rowsOf(measures: readonly Measure[], { uncounted }: { uncounted: boolean }): Row[] {
  const all = summaries(measures);
  const faults = all.filter(({ fault }) => fault !== undefined);
  if (faults.length > 0 && !uncounted) {
    const words = faults.map(({ workload, gateway, fault }) => `  ${workload}, ${gateway}: ${fault}`).join('\n');
    throw new Error(
      `These measures do not count, since something else than the gateway was the limit in most rounds:\n${words}\n` +
        'Measure on a quiet machine, or with --uncounted to see them all the same',
    );
  }
  return WORKLOADS.flatMap(({ name }): Row[] => {
    const find = (gateway: string) => all.find((one) => one.workload === name && one.gateway === gateway);
    const ours = find('ours');
    if (!ours) return [];
    const value = rateOf(ours);
    const bases = BASES.flatMap((base) => find(base) ?? []);
    if (bases.length === 0) return [{ ...rowOf(ours, value), against: null, ratio: null }];
    return bases.map((base) => ({
      ...rowOf(ours, value, base),
      against: base.gateway,
      ratio: Math.round((value / rateOf(base)) * 100) / 100,
    }));
  });
}

function rowOf(ours: Summary, value: number, base?: Summary): Pick<Row, 'name' | 'value' | 'unit'> {
  const counts = ours.fault === undefined && base?.fault === undefined;
  return {
    name: counts ? ours.workload : `${ours.workload} (not counted)`,
    value: Math.round(value),
    unit: 'requests/s',
  };
}

const rateOf = ({ measures }: Summary): number => median(measures.map(({ perSecond }) => perSecond));

/** All that was measured, as a table. */
export function details(measures: readonly Measure[]): string {
  const lines = summaries(measures).map(({ workload, gateway, measures: counted, fault }) => {
    const of = (read: (one: Measure) => number) => median(counted.map(read));
    return [
      workload,
      gateway,
      of((one) => one.perSecond).toFixed(0),
      of((one) => one.p50).toFixed(1),
      of((one) => one.p99).toFixed(1),
      percent(of((one) => one.cpu)),
      of((one) => (1e6 * one.cpu) / one.perSecond).toFixed(0),
      percent(of((one) => one.loadCpu)),
      of((one) => one.memoryMb).toFixed(0),
      Math.max(...counted.map(({ peakMb }) => peakMb)).toFixed(0),
      of((one) => one.fetches).toFixed(2),
      fault ?? '',
    ];
  });
  const head = [
    'load',
    'gateway',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'CPU',
    'µs each',
    'CPU load',
    'RSS MB',
    'peak',
    'fetches',
    '',
  ];
  return aligned([head, ...lines], { numeric: [2, 3, 4, 5, 6, 7, 8, 9, 10] });
}
