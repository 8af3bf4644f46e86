import { createLogger } from '@quartet/service-kit';

export const log = createLogger({ name: 'orders test' });
