export { type PaymentSandbox, type SandboxOptions, startPaymentSandbox } from './server.ts';
export { type SandboxProcess, spawnPaymentSandbox } from './spawn.ts';
