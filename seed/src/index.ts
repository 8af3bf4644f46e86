export { PICTURES_PORT } from './demo/pictures/address.ts';
export { type PictureServer, servePictures } from './demo/pictures/serve.ts';
export { type DemoPolicy, demoPolicy } from './demo/policy.ts';
export { demoCustomer, demoLogins, type DemoLogin } from './demo/people.ts';
export { seedDemo, unfinishedSeed, type SeedOptions, type SeedReport } from './demo/seed.ts';
export { ensureStock } from './demo/stock.ts';
export { importProducts, type ImportOptions } from './import/import.ts';
export type { BadLine, ImportReport } from './import/report.ts';
export { showProgress, type OnProgress, type Progress, type ProgressDisplay } from './progress.ts';
