import type { Db } from 'mongodb';

const INDEXES = [
  { key: { kind: 1, state: 1, dueAt: 1 }, name: 'job_queue_due' },
  { key: { state: 1, updatedAt: 1 }, name: 'job_queue_stuck' },
  // Jobs that ended are kept for 30 days.
  { key: { finishedAt: 1 }, name: 'job_queue_finished', expireAfterSeconds: 30 * 24 * 60 * 60 },
] as const;

export async function up(db: Db): Promise<void> {
  await db.collection('job_queue').createIndexes(INDEXES.map((index) => ({ ...index, key: { ...index.key } })));
}

export async function down(db: Db): Promise<void> {
  await db.collection('job_queue').drop();
}
