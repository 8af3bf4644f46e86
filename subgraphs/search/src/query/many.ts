import type { Client, estypes } from '@elastic/elasticsearch';
import { fromSearchAnswer } from '@quartet/service-kit';
import { withPlainErrors } from '../engine-errors.ts';
import { READ_LIMITS } from './limits.ts';

type Answer<A> = estypes.MsearchMultiSearchItem<unknown> & { aggregations?: A };

/**
 * Many searches of one index in one round trip. With `fields`, the engine leaves out all other fields of each answer, and
 * empty ones.
 * @throws AppError if one of them failed
 */
export async function searchMany<A = never>(
  client: Client,
  index: string,
  searches: readonly estypes.SearchSearchRequestBody[],
  fields: readonly string[] = [],
): Promise<Answer<A>[]> {
  const { responses } = await withPlainErrors(
    client.msearch<unknown, Record<string, estypes.AggregationsAggregate>>(
      {
        index,
        searches: searches.flatMap((search): estypes.MsearchRequestItem[] => [{}, search]),
        // The status is always present: without it an otherwise empty answer would be missing in the list.
        ...(fields.length > 0 && { filter_path: ['status', 'error', ...fields].map((field) => `responses.${field}`) }),
      },
      READ_LIMITS,
    ),
  );
  return responses.map((response) => {
    if (!('error' in response)) return response as Answer<A>;
    const { error, status } = response;
    throw fromSearchAnswer({ status, error, cause: new Error(JSON.stringify(error)) });
  });
}
