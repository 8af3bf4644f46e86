export { writeCharges } from './data/charges.ts';
export { PICTURES_PORT } from './data/pictures/address.ts';
export { type PictureServer, servePictures } from './data/pictures/serve.ts';
export { type DemoPolicy, demoPolicy } from './data/policy.ts';
export { demoCustomer, demoLogins, type DemoLogin } from './data/people.ts';
export { seedDemo, unfinishedSeed, type SeedOptions, type SeedReport } from './data/seed-demo.ts';
export { ensureStock } from './data/stock.ts';
export { waitForAccounts } from './data/wait-for-arrival.ts';
