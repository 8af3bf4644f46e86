export { importProducts, type ImportOptions } from './import.ts';
export type { OnProgress, Progress } from './progress.ts';
export { requireReadable } from './readable.ts';
export { BAD_LINES_TOLD, type BadLine, exitCodeOf, type ImportReport } from './report.ts';
