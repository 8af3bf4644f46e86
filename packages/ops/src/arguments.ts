import { InvalidArgumentError } from 'commander';

/** Parses a whole number as it is typed: 1000. */
export const wholeNumber =
  (min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
      throw new InvalidArgumentError('It must be a whole number.');
    if (value < min) throw new InvalidArgumentError(`It must be ${min} or more.`);
    return value;
  };
