import { AppError } from '@quartet/service-kit';

/**
 * The one of several arguments that is given.
 * @throws AppError BAD_USER_INPUT if none or more than one is given
 */
export function exactlyOne<K extends string>(args: Record<K, string | null | undefined>): { name: K; value: string } {
  const names = Object.keys(args) as K[];
  const given = names.flatMap((name) => {
    const value = args[name];
    return typeof value === 'string' ? [{ name, value }] : [];
  });
  const [only] = given;
  if (only === undefined || given.length > 1) {
    throw new AppError('BAD_USER_INPUT', `Give exactly one of ${names.join(', ')}`);
  }
  return only;
}
