export { demoCustomer, demoLogins, type DemoLogin } from './demo/people.ts';
export { seedDemo, type SeedOptions, type SeedReport } from './demo/seed.ts';
export { ensureStock } from './demo/stock.ts';
export { importProducts, type BadLine, type ImportOptions, type ImportReport } from './import/import.ts';
export { showProgress, type OnProgress, type Progress, type ProgressDisplay } from './progress.ts';
