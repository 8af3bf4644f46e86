import { afterAll } from 'vitest';
import { dropWhatIsLeft } from './afterwards.ts';

// A setup file runs before each test file: its hook is the first one and so, as they run backwards, the last to run.
afterAll(dropWhatIsLeft);
