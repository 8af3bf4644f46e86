/** How far a slow step is. */
export interface Progress {
  /** The step in words, for people: "Writing products". */
  step: string;
  done: number;
  /** 0 to 1. */
  share: number;
}

export type OnProgress = (progress: Progress) => void;
