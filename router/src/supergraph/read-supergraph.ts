import { messageOf } from '@quartet/service-kit';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { z } from 'zod';

/** A subgraph as the supergraph names it. */
export interface SubgraphAddress {
  readonly name: string;
  /** Where composition says that it listens; may be empty. */
  readonly url: string;
}

/** Features that decide what a client may see, and that are enforced here. */
const ENFORCED: ReadonlySet<string> = new Set(['inaccessible']);

/**
 * The subgraphs of a supergraph, in its order.
 * @throws with the reason, where it is no supergraph, or one of those that are not served
 */
export function readSubgraphs(supergraphSdl: string): readonly SubgraphAddress[] {
  const document = parseWhole(supergraphSdl);
  const refused = securityFeatures(document).filter((feature) => !ENFORCED.has(feature));
  if (refused.length > 0) {
    const names = refused.map((feature) => `@${feature}`).join(', ');
    throw new Error(
      `the supergraph uses ${names}, which this router does not enforce: without that, anybody would see what they protect`,
    );
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph')
      return (definition.values ?? []).map(addressOf);
  }
  throw new Error('it is no supergraph: it has no enum join__Graph, which composition writes');
}

function parseWhole(supergraphSdl: string): DocumentNode {
  try {
    return parse(supergraphSdl, { noLocation: true });
  } catch (cause) {
    throw new Error(`it is no supergraph: ${messageOf(cause)}`, { cause });
  }
}

const linkArguments = z.object({ url: z.string(), for: z.string().nullish() });

/** The names of the features that the supergraph says are for security. */
function securityFeatures(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.directives ?? []).flatMap((directive) => {
      const link = directive.name.value === 'link' ? linkArguments.safeParse(argumentsOf(directive)) : undefined;
      return link?.data?.for === 'SECURITY' ? [featureOf(link.data.url)] : [];
    });
  });
}

/** `authenticated` of https://specs.apollo.dev/authenticated/v0.1 */
const featureOf = (url: string): string => /([^/]+)\/v\d[^/]*$/.exec(url)?.[1] ?? url;

const graphArguments = z.object({ name: z.string(), url: z.string().optional() });

function addressOf(value: EnumValueDefinitionNode): SubgraphAddress {
  const directive = value.directives?.find((one) => one.name.value === 'join__graph');
  if (!directive) throw new Error(`it is no supergraph: join__Graph.${value.name.value} has no @join__graph`);
  const { name, url = '' } = graphArguments.parse(argumentsOf(directive));
  return { name, url };
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries((directive.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)]));
}
