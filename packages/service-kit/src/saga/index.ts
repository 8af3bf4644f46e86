export * from './saga.ts';
export {
  createSagaTable,
  dropSagaTable,
  leaseDue,
  leaseOne,
  listStuck,
  pruneSagas,
  resumeStuck,
  startSaga,
  wakeSaga,
} from './sagas.repository.ts';
export type { StuckSaga } from './sagas.repository.ts';
export { runSaga } from './run-saga.ts';
export type { SagaRun } from './run-saga.ts';
export { startSagaWorker } from './saga-worker.ts';
export type { SagaWorker } from './saga-worker.ts';
