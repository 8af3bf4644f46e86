import type { Client, estypes } from '@elastic/elasticsearch';
import { fromSearchAnswer } from '@quartet/service-kit';
import { withPlainErrors } from '../engine-errors.ts';
import { READ_LIMITS } from './limits.ts';

type Answer<A> = estypes.MsearchMultiSearchItem<unknown> & { aggregations?: A };

/** Many searches of one index in one round trip; throws where one of them failed. */
export async function searchMany<A = never>(
  client: Client,
  index: string,
  searches: readonly estypes.SearchSearchRequestBody[],
): Promise<Answer<A>[]> {
  const { responses } = await withPlainErrors(
    client.msearch<unknown, Record<string, estypes.AggregationsAggregate>>(
      { index, searches: searches.flatMap((search): estypes.MsearchRequestItem[] => [{}, search]) },
      READ_LIMITS,
    ),
  );
  return responses.map((response) => {
    if (!('error' in response)) return response as Answer<A>;
    const { error, status } = response;
    throw fromSearchAnswer({ status, error, cause: new Error(JSON.stringify(error)) });
  });
}
