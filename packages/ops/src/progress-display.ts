import type { OnProgress, Progress } from '@quartet/catalog/import';

export interface ProgressDisplay {
  show: OnProgress;
  /** Ends the current bar. */
  end(): void;
}

const BAR_WIDTH = 30;
const REDRAW_MS = 100;
const LINE_MS = 3_000;

/**
 * Shows progress on a stream: on a terminal one bar per step, which is redrawn in place; elsewhere (a log, a pipe) a
 * plain line when a step ends and every few seconds.
 */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  const live = stream.isTTY;
  let step = '';
  let startedAt = 0;
  let drawnAt = 0;
  let last: Progress | undefined;

  const draw = (progress: Progress): void => {
    drawnAt = Date.now();
    const seconds = ((drawnAt - startedAt) / 1000).toFixed(1);
    const percent = `${Math.floor(progress.share * 100)}%`.padStart(4);
    const count = progress.done.toLocaleString('en');
    if (!live) {
      stream.write(`${progress.step}: ${percent.trim()}, ${count} (${seconds} s)\n`);
      return;
    }
    const full = Math.round(progress.share * BAR_WIDTH);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
    stream.write(`\r\u001b[2K${progress.step.padEnd(28)} ${bar} ${percent}  ${count}  ${seconds} s`);
  };
  const end = (): void => {
    if (last !== undefined) {
      draw(last);
      if (live) stream.write('\n');
    }
    last = undefined;
    step = '';
  };

  return {
    end,
    show(progress) {
      if (progress.step !== step) {
        end();
        step = progress.step;
        startedAt = Date.now();
        drawnAt = 0;
      }
      last = progress;
      if (Date.now() - drawnAt >= (live ? REDRAW_MS : LINE_MS) && (live || drawnAt > 0)) draw(progress);
      // A first line in a log would only show that nothing is done yet.
      else if (drawnAt === 0) drawnAt = Date.now();
    },
  };
}
