import { errors } from '@elastic/elasticsearch';

/** Whether the engine answered with this type of error, such as `resource_already_exists_exception`. */
export function hasErrorType(error: unknown, type: string): boolean {
  if (!(error instanceof errors.ResponseError)) return false;
  const body: unknown = error.body;
  return (
    typeof body === 'object' && body !== null && 'error' in body && JSON.stringify(body.error).includes(`"${type}"`)
  );
}
