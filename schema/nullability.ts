import { Kind, type DocumentNode, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import { subgraphDocument } from './sdl.ts';
import { SUBGRAPHS, type SubgraphName } from './subgraphs.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

export interface SubgraphContract {
  readonly name: SubgraphName;
  readonly document: DocumentNode;
}
type Contract = readonly SubgraphContract[];

/** The SDL files as they are now. */
export const theContract = (): Contract => SUBGRAPHS.map((name) => ({ name, document: subgraphDocument(name) }));

interface Entity {
  owner: SubgraphName;
  keys: ReadonlySet<string>;
}

export function objectTypes(document: DocumentNode): ObjectTypeDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
}

const hasDirective = (node: { directives?: ReadonlyArray<{ name: { value: string } }> }, name: string): boolean =>
  node.directives?.some((directive) => directive.name.value === name) ?? false;

/** Fields that the keys of a type name: they are what every subgraph shares of it. */
function keyFields(type: ObjectTypeDefinitionNode): string[] {
  return (type.directives ?? [])
    .filter((directive) => directive.name.value === 'key')
    .flatMap((directive) => directive.arguments ?? [])
    .filter((argument) => argument.name.value === 'fields')
    .flatMap((argument) => (argument.value.kind === Kind.STRING ? argument.value.value.split(/[\s{}]+/) : []))
    .filter((name) => name !== '');
}

/** An entity belongs to the subgraph with most of its fields beyond the key. */
function entities(contract: Contract): Map<string, Entity> {
  const found = new Map<string, Entity & { own: number }>();
  for (const { name: subgraph, document } of contract) {
    for (const type of objectTypes(document)) {
      const keys = new Set(keyFields(type));
      if (keys.size === 0) continue;
      const own = (type.fields ?? []).filter((field) => !keys.has(field.name.value)).length;
      if (own > (found.get(type.name.value)?.own ?? -1)) found.set(type.name.value, { owner: subgraph, keys, own });
    }
  }
  return found;
}

/** Whether null may stand for the whole, and for an element where the type is a list. */
function shape(type: TypeNode): { name: string; nullable: boolean; list: boolean; nullableElements: boolean } {
  const nullable = type.kind !== Kind.NON_NULL_TYPE;
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (inner.kind === Kind.NAMED_TYPE) return { name: inner.name.value, nullable, list: false, nullableElements: true };
  const element = shape(inner.type);
  return { name: element.name, nullable, list: true, nullableElements: element.nullable };
}

/**
 * The rule that makes partial answers possible: nullable are every root field, every field behind an access directive,
 * every field whose type is an entity of another subgraph (in a list: its elements), and every field that a subgraph
 * adds to another's entity.
 * @returns one sentence for each field that breaks it
 */
export function nullabilityFaults(contract: Contract = theContract()): string[] {
  const owners = entities(contract);
  const faults: string[] = [];
  for (const { name: subgraph, document } of contract) {
    for (const type of objectTypes(document)) {
      const entity = owners.get(type.name.value);
      for (const field of type.fields ?? []) {
        const { name, nullable, list, nullableElements } = shape(field.type);
        const where = `${subgraph}: ${type.name.value}.${field.name.value}`;
        const target = owners.get(name);
        if (ROOTS.has(type.name.value) && !nullable) faults.push(`${where} is a root field and must be nullable`);
        if ((hasDirective(field, 'authenticated') || hasDirective(field, 'requiresScopes')) && !nullable)
          faults.push(`${where} is guarded by an access directive and must be nullable`);
        if (target && target.owner !== subgraph && !(list ? nullableElements : nullable))
          faults.push(
            `${where} leads to ${name} of ${target.owner}${list ? ': its elements' : ' and'} must be nullable`,
          );
        if (
          entity &&
          entity.owner !== subgraph &&
          !entity.keys.has(field.name.value) &&
          !nullable &&
          !hasDirective(field, 'external')
        )
          faults.push(`${where} is added to an entity of ${entity.owner} and must be nullable`);
      }
    }
  }
  return faults;
}
