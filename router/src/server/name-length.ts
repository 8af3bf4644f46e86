import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** No name of ours is half as long. */
const MAX_NAME = 200;

/**
 * A validation rule: no alias, variable, operation or other name longer than 200 characters. The answer repeats an alias for
 * each element of a list, each error has it in its path, and the log has the operation's name.
 */
export function maxNameLength(): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Name(node) {
      if (node.value.length <= MAX_NAME) return;
      const message = `The name ${node.value.slice(0, 50)}… has ${node.value.length} characters, and ${MAX_NAME} are the most`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  });
}
