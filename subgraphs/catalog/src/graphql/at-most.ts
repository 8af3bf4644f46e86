import { AppError } from '@quartet/service-kit';

/**
 * The list that is given under this name of an argument.
 * @throws AppError BAD_USER_INPUT where it is longer than `max`
 */
export function atMost(max: number, argument: Record<string, readonly string[]>): readonly string[] {
  const [[name, list] = ['', []]] = Object.entries(argument);
  if (list.length <= max) return list;
  throw new AppError('BAD_USER_INPUT', `"${name}" has ${list.length} entries: at most ${max} can be asked for at once`);
}
