/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    __typename\n    ... on Session {\n      accessToken\n      accessTokenExpiresAt\n      user {\n        id\n        displayName\n        role\n      }\n    }\n    ... on DomainError {\n      message\n    }\n  }\n}": typeof types.LoginDocument,
    "query Product($id: ID, $slug: String, $sku: ID) {\n  product(id: $id, slug: $slug, sku: $sku) {\n    id\n    slug\n    name\n    brand\n    description\n    attributes {\n      name\n      label\n      value\n      unit\n    }\n    variants {\n      sku\n      name\n      price {\n        amount\n        currency\n      }\n      availability {\n        inStock\n        available\n      }\n    }\n    similar(first: 6) {\n      id\n      slug\n      name\n    }\n  }\n}": typeof types.ProductDocument,
    "query SearchProducts($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int, $after: String) {\n  searchProducts(\n    query: $query\n    filter: $filter\n    sort: $sort\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    totalCountExact\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      slug\n      name\n      brand\n      priceRange {\n        min {\n          amount\n          currency\n        }\n      }\n      images {\n        url\n        alt\n        isPrimary\n      }\n    }\n    facets {\n      field\n      label\n      kind\n      unit\n      min\n      max\n      values {\n        value\n        label\n        count\n        selected\n      }\n    }\n  }\n}": typeof types.SearchProductsDocument,
    "query Flagship($id: ID!) {\n  order(id: $id) {\n    number\n    status\n    placedAt\n    total {\n      amount\n      currency\n    }\n    customer {\n      displayName\n      email\n    }\n    items {\n      quantity\n      unitPrice {\n        amount\n        currency\n      }\n      variant {\n        sku\n        availability {\n          inStock\n          available\n        }\n        product {\n          name\n          brand\n          attributes {\n            name\n            value\n            unit\n          }\n          rating {\n            average\n            count\n          }\n          category {\n            name\n            facets(first: 3) {\n              field\n              values {\n                value\n                count\n              }\n            }\n          }\n          similar(first: 3) {\n            name\n            slug\n          }\n        }\n      }\n    }\n  }\n}": typeof types.FlagshipDocument,
};
const documents: Documents = {
    "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    __typename\n    ... on Session {\n      accessToken\n      accessTokenExpiresAt\n      user {\n        id\n        displayName\n        role\n      }\n    }\n    ... on DomainError {\n      message\n    }\n  }\n}": types.LoginDocument,
    "query Product($id: ID, $slug: String, $sku: ID) {\n  product(id: $id, slug: $slug, sku: $sku) {\n    id\n    slug\n    name\n    brand\n    description\n    attributes {\n      name\n      label\n      value\n      unit\n    }\n    variants {\n      sku\n      name\n      price {\n        amount\n        currency\n      }\n      availability {\n        inStock\n        available\n      }\n    }\n    similar(first: 6) {\n      id\n      slug\n      name\n    }\n  }\n}": types.ProductDocument,
    "query SearchProducts($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int, $after: String) {\n  searchProducts(\n    query: $query\n    filter: $filter\n    sort: $sort\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    totalCountExact\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      slug\n      name\n      brand\n      priceRange {\n        min {\n          amount\n          currency\n        }\n      }\n      images {\n        url\n        alt\n        isPrimary\n      }\n    }\n    facets {\n      field\n      label\n      kind\n      unit\n      min\n      max\n      values {\n        value\n        label\n        count\n        selected\n      }\n    }\n  }\n}": types.SearchProductsDocument,
    "query Flagship($id: ID!) {\n  order(id: $id) {\n    number\n    status\n    placedAt\n    total {\n      amount\n      currency\n    }\n    customer {\n      displayName\n      email\n    }\n    items {\n      quantity\n      unitPrice {\n        amount\n        currency\n      }\n      variant {\n        sku\n        availability {\n          inStock\n          available\n        }\n        product {\n          name\n          brand\n          attributes {\n            name\n            value\n            unit\n          }\n          rating {\n            average\n            count\n          }\n          category {\n            name\n            facets(first: 3) {\n              field\n              values {\n                value\n                count\n              }\n            }\n          }\n          similar(first: 3) {\n            name\n            slug\n          }\n        }\n      }\n    }\n  }\n}": types.FlagshipDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    __typename\n    ... on Session {\n      accessToken\n      accessTokenExpiresAt\n      user {\n        id\n        displayName\n        role\n      }\n    }\n    ... on DomainError {\n      message\n    }\n  }\n}"): (typeof documents)["mutation Login($input: LoginInput!) {\n  login(input: $input) {\n    __typename\n    ... on Session {\n      accessToken\n      accessTokenExpiresAt\n      user {\n        id\n        displayName\n        role\n      }\n    }\n    ... on DomainError {\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Product($id: ID, $slug: String, $sku: ID) {\n  product(id: $id, slug: $slug, sku: $sku) {\n    id\n    slug\n    name\n    brand\n    description\n    attributes {\n      name\n      label\n      value\n      unit\n    }\n    variants {\n      sku\n      name\n      price {\n        amount\n        currency\n      }\n      availability {\n        inStock\n        available\n      }\n    }\n    similar(first: 6) {\n      id\n      slug\n      name\n    }\n  }\n}"): (typeof documents)["query Product($id: ID, $slug: String, $sku: ID) {\n  product(id: $id, slug: $slug, sku: $sku) {\n    id\n    slug\n    name\n    brand\n    description\n    attributes {\n      name\n      label\n      value\n      unit\n    }\n    variants {\n      sku\n      name\n      price {\n        amount\n        currency\n      }\n      availability {\n        inStock\n        available\n      }\n    }\n    similar(first: 6) {\n      id\n      slug\n      name\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SearchProducts($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int, $after: String) {\n  searchProducts(\n    query: $query\n    filter: $filter\n    sort: $sort\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    totalCountExact\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      slug\n      name\n      brand\n      priceRange {\n        min {\n          amount\n          currency\n        }\n      }\n      images {\n        url\n        alt\n        isPrimary\n      }\n    }\n    facets {\n      field\n      label\n      kind\n      unit\n      min\n      max\n      values {\n        value\n        label\n        count\n        selected\n      }\n    }\n  }\n}"): (typeof documents)["query SearchProducts($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int, $after: String) {\n  searchProducts(\n    query: $query\n    filter: $filter\n    sort: $sort\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    totalCountExact\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      slug\n      name\n      brand\n      priceRange {\n        min {\n          amount\n          currency\n        }\n      }\n      images {\n        url\n        alt\n        isPrimary\n      }\n    }\n    facets {\n      field\n      label\n      kind\n      unit\n      min\n      max\n      values {\n        value\n        label\n        count\n        selected\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Flagship($id: ID!) {\n  order(id: $id) {\n    number\n    status\n    placedAt\n    total {\n      amount\n      currency\n    }\n    customer {\n      displayName\n      email\n    }\n    items {\n      quantity\n      unitPrice {\n        amount\n        currency\n      }\n      variant {\n        sku\n        availability {\n          inStock\n          available\n        }\n        product {\n          name\n          brand\n          attributes {\n            name\n            value\n            unit\n          }\n          rating {\n            average\n            count\n          }\n          category {\n            name\n            facets(first: 3) {\n              field\n              values {\n                value\n                count\n              }\n            }\n          }\n          similar(first: 3) {\n            name\n            slug\n          }\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query Flagship($id: ID!) {\n  order(id: $id) {\n    number\n    status\n    placedAt\n    total {\n      amount\n      currency\n    }\n    customer {\n      displayName\n      email\n    }\n    items {\n      quantity\n      unitPrice {\n        amount\n        currency\n      }\n      variant {\n        sku\n        availability {\n          inStock\n          available\n        }\n        product {\n          name\n          brand\n          attributes {\n            name\n            value\n            unit\n          }\n          rating {\n            average\n            count\n          }\n          category {\n            name\n            facets(first: 3) {\n              field\n              values {\n                value\n                count\n              }\n            }\n          }\n          similar(first: 3) {\n            name\n            slug\n          }\n        }\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;