/** Something that runs beside the requests: a relay, a consumer loop, a timer. */
export interface Worker {
  name: string;
  /** Ends the work: what is in hand is finished, nothing new is begun. Never rejects. */
  stop(): Promise<void>;
}
