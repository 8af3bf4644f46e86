export { examine, type ExamineOptions } from './examine.ts';
export { findProblems, type Problem } from './problems.ts';
export type { Report } from './report.ts';
export { describeReport } from './text.ts';
