export { examine } from './examine.ts';
export { findProblems } from './problems.ts';
export type { LocalMachine, PortState, Report } from './report.ts';
export { describeReport } from './text.ts';
