import { errors } from '@elastic/elasticsearch';
import { toAppError } from '@quartet/service-kit';

/** Whether the engine returned this type of error, such as `resource_already_exists_exception`. */
export function hasErrorType(error: unknown, type: string): boolean {
  if (!(error instanceof errors.ResponseError)) return false;
  const body: unknown = error.body;
  return (
    typeof body === 'object' && body !== null && 'error' in body && JSON.stringify(body.error).includes(`"${type}"`)
  );
}

/** @throws AppError in place of the engine's own error, which contains the whole request */
export async function withPlainErrors<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw toAppError(error);
  }
}
