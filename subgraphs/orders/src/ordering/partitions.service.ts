import type { Db } from '../database.ts';
import { monthsAround, timeOfId, type Month } from './months.ts';
import { createPartition, findAttached, PARTITIONED, partitionName } from './partitions.repository.ts';

/**
 * Creates the missing partitions of orders and order_items for last month, this one and the next three: clocks may
 * differ. Many processes may do so at once, and each continues where another was cut off.
 * @returns the names of those that it attached
 */
export async function ensurePartitions(db: Db, now: Date = new Date()): Promise<string[]> {
  const created: string[] = [];
  for (const { month, hasPartitions } of await readMonths(db, now)) {
    if (hasPartitions) continue;
    for (const parent of PARTITIONED) {
      if (await createPartition(db, parent, month)) created.push(partitionName(parent, month));
    }
  }
  return created;
}

export interface MonthPartitions {
  /** 2026_11 */
  month: string;
  isCurrent: boolean;
  hasPartitions: boolean;
}

/** Which of the same months have their partitions; creates none. */
export async function findPartitions(db: Db, now: Date = new Date()): Promise<MonthPartitions[]> {
  const months = await readMonths(db, now);
  return months.map(({ month, hasPartitions }) => ({ month: month.name, isCurrent: month.isCurrent, hasPartitions }));
}

/** Creates the partitions for an order that found none. */
export async function createPartitionsOf(db: Db, orderId: string): Promise<void> {
  await ensurePartitions(db, timeOfId(orderId));
}

async function readMonths(db: Db, now: Date): Promise<{ month: Month; hasPartitions: boolean }[]> {
  const months = monthsAround(now);
  const names = months.flatMap((month) => PARTITIONED.map((parent) => partitionName(parent, month)));
  const attached = await findAttached(db, names);
  return months.map((month) => ({
    month,
    hasPartitions: PARTITIONED.every((parent) => attached.has(partitionName(parent, month))),
  }));
}
