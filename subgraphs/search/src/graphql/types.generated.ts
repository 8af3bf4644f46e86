/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An ISO 4217 code such as EUR. */
  Currency: { input: string; output: string; }
  /** A whole number of up to 53 bits. */
  SafeInt: { input: number; output: number; }
};

export type Category = {
  __typename?: 'Category';
  /** The facets of the published products here and below, the most informative first. */
  facets?: Maybe<Array<Facet>>;
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
};


export type CategoryFacetsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** The values of one field among the hits. */
export type Facet = {
  __typename?: 'Facet';
  /** brand, category, price, rating, inStock, or attribute: followed by the attribute's name. */
  field: Scalars['String']['output'];
  /** How the values should be shown. */
  kind: FacetKind;
  /** What customers read. */
  label: Scalars['String']['output'];
  /** The largest value of a RANGE. */
  max?: Maybe<Scalars['Float']['output']>;
  /** The smallest value of a RANGE. */
  min?: Maybe<Scalars['Float']['output']>;
  /** The unit, such as cm; null where it has none. */
  unit?: Maybe<Scalars['String']['output']>;
  /** The most frequent values. */
  values: Array<FacetValue>;
};

/** How a facet's values should be shown. */
export type FacetKind =
  /** Yes or no. */
  | 'BOOLEAN'
  /** Ranges of numbers, with the smallest and the largest value. */
  | 'RANGE'
  /** A list of values. */
  | 'TERMS'
  /** Categories. */
  | 'TREE';

/** One value of a facet and the number of products that have it. Values chosen by the filter are always listed. */
export type FacetValue = {
  __typename?: 'FacetValue';
  /** The category, in the facet of categories. */
  category?: Maybe<Category>;
  /** How many hits have it. */
  count: Scalars['Int']['output'];
  /** The lower end of a range. */
  from?: Maybe<Scalars['Float']['output']>;
  /** What customers read. */
  label: Scalars['String']['output'];
  /** True where the filter of this search has chosen it. */
  selected: Scalars['Boolean']['output'];
  /** The upper end of a range. */
  to?: Maybe<Scalars['Float']['output']>;
  /** What goes into the filter. */
  value: Scalars['String']['output'];
};

/** Where a page of a list begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last element; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True where more follows. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True where something comes before. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first element; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A range of prices in minor units, both ends included. Without min and max: everything with a price in the currency. */
export type PriceFilter = {
  /** The currency's code, in capitals. */
  currency: Scalars['Currency']['input'];
  /** The price is this or less. */
  max?: InputMaybe<Scalars['SafeInt']['input']>;
  /** The price is this or more. */
  min?: InputMaybe<Scalars['SafeInt']['input']>;
};

export type Product = {
  __typename?: 'Product';
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
  /** Products with similar words, brand and category; never the product itself. */
  similar?: Maybe<Array<Maybe<Product>>>;
};


export type ProductSimilarArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A node is null where the catalog does not answer or no longer shows the product. */
export type ProductSearchConnection = {
  __typename?: 'ProductSearchConnection';
  /** The products of the page, each with its cursor and score. */
  edges: Array<ProductSearchEdge>;
  /** Each facet counts as if its own filter were not set. */
  facets: Array<Facet>;
  /** The products of the page. */
  nodes: Array<Maybe<Product>>;
  /** Where the page begins and ends. */
  pageInfo: PageInfo;
  /** Counted only where it is selected, exactly up to 10,000. */
  totalCount: Scalars['Int']['output'];
  /** False where there are more than totalCount says. */
  totalCountExact: Scalars['Boolean']['output'];
  /** Explains an empty list: the parts of its filter that no product matches on their own. */
  unmatchedFilters: Array<UnmatchedFilter>;
};

/** A hit with its cursor and its score. */
export type ProductSearchEdge = {
  __typename?: 'ProductSearchEdge';
  /** Goes into after, for the page behind this hit. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node?: Maybe<Product>;
  /** How well it matches; comparable within one answer only. */
  score: Scalars['Float']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** Full-text search with facets. Without a query it lists all products, best sellers first. A query has at most 256 characters. */
  searchProducts?: Maybe<ProductSearchConnection>;
};


export type QuerySearchProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SearchFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
  sort?: InputMaybe<SearchSort>;
};

/** Give one of in, min or max, and boolean. An empty list counts as left out. */
export type SearchAttributeFilter = {
  /** The value of a BOOLEAN. */
  boolean?: InputMaybe<Scalars['Boolean']['input']>;
  /** One of these values, exactly as written. A NUMBER is compared as a number; a BOOLEAN is true or false. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A NUMBER that is this or less. */
  max?: InputMaybe<Scalars['Float']['input']>;
  /** A NUMBER that is this or more. */
  min?: InputMaybe<Scalars['Float']['input']>;
  /** The key of the attribute, such as screen_size. */
  name: Scalars['String']['input'];
};

/**
 * All conditions must hold; price, attributes and stock must hold together for one variant of the product. A condition that is
 * null, left out or an empty list does not narrow the list. Means the same as ProductFilter, which does not know the stock. A value that
 * no product has gives an empty list, and unmatchedFilters names it.
 */
export type SearchFilter = {
  /** A variant has all of these attributes. It has its own and those of its product. */
  attributes?: InputMaybe<Array<SearchAttributeFilter>>;
  /** Products of one of these brands; letter case and the form of accents do not matter. */
  brands?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The id, not the slug, of the product's category or of one above it. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** True: such a variant is in stock. False: no such variant is. */
  inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** False: only what is in the category itself. */
  includeDescendants?: InputMaybe<Scalars['Boolean']['input']>;
  /** The smallest average rating, 0 to 5. A product without ratings has 0. */
  minRating?: InputMaybe<Scalars['Float']['input']>;
  /** A variant has such a price. */
  price?: InputMaybe<PriceFilter>;
  /** Products with one of these tags; letter case and the form of accents do not matter. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The order of hits; equal ones are sorted by id. ProductSort means the same. */
export type SearchSort =
  /** Alphabetical, ignoring letter case and accents: punctuation, digits, Latin letters, other letters. */
  | 'NAME'
  /** By the time of publication, newest first. */
  | 'NEWEST'
  /** By the number of pieces ordered, then by the number of ratings. */
  | 'POPULARITY'
  /** By the cheapest variant; currencies one after another, by code. */
  | 'PRICE_ASC'
  /** By the most expensive variant; currencies one after another, by code. */
  | 'PRICE_DESC'
  /** By the average rating, then by the number of ratings. */
  | 'RATING'
  /** By how well the words match; without a query the same as POPULARITY. */
  | 'RELEVANCE';

/** A part of a filter that matches nothing by itself, such as an unknown category or attribute. */
export type UnmatchedFilter = {
  __typename?: 'UnmatchedFilter';
  /** The path of the argument, such as filter.categoryId. */
  argument: Scalars['String']['output'];
  /** The value that no product has. */
  value: Scalars['String']['output'];
};

/** Who may get an answer that was made for somebody else. */
export type CacheControl__Scope =
  /** Nobody. */
  | 'PRIVATE'
  /** Everybody without scopes. */
  | 'PUBLIC';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Category: Category;
  Product: Product;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Category:
    ( { __typename: 'Category' }
    & GraphQLRecursivePick<FederationTypes['Category'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Category: ResolverTypeWrapper<Category>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  Facet: ResolverTypeWrapper<Facet>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FacetKind: FacetKind;
  FacetValue: ResolverTypeWrapper<FacetValue>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PriceFilter: PriceFilter;
  Product: ResolverTypeWrapper<Product>;
  ProductSearchConnection: ResolverTypeWrapper<ProductSearchConnection>;
  ProductSearchEdge: ResolverTypeWrapper<ProductSearchEdge>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SearchAttributeFilter: SearchAttributeFilter;
  SearchFilter: SearchFilter;
  SearchSort: SearchSort;
  UnmatchedFilter: ResolverTypeWrapper<UnmatchedFilter>;
  cacheControl__Scope: CacheControl__Scope;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Category: Category | FederationReferenceTypes['Category'];
  ID: Scalars['ID']['output'];
  Currency: Scalars['Currency']['output'];
  Facet: Facet;
  Float: Scalars['Float']['output'];
  FacetValue: FacetValue;
  PageInfo: PageInfo;
  PriceFilter: PriceFilter;
  Product: Product | FederationReferenceTypes['Product'];
  ProductSearchConnection: ProductSearchConnection;
  ProductSearchEdge: ProductSearchEdge;
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  SearchAttributeFilter: SearchAttributeFilter;
  SearchFilter: SearchFilter;
  UnmatchedFilter: UnmatchedFilter;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
  maxAge?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<CacheControl__Scope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComposeDirectiveDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type ComposeDirectiveDirectiveResolver<Result, Parent, ContextType = Context, Args = ComposeDirectiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LinkDirectiveArgs = {
  import?: Maybe<Array<Maybe<Scalars['String']['input']>>>;
  url: Scalars['String']['input'];
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CategoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category'], FederationReferenceType extends FederationReferenceTypes['Category'] = FederationReferenceTypes['Category']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Category']> | FederationReferenceType, FederationReferenceType, ContextType>;
  facets: Resolver<Maybe<Array<ResolversTypes['Facet']>>, ParentType, ContextType, RequireFields<CategoryFacetsArgs, 'first'>>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type FacetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Facet'] = ResolversParentTypes['Facet']> = {
  field: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['FacetKind'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  max: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  values: Resolver<Array<ResolversTypes['FacetValue']>, ParentType, ContextType>;
};

export type FacetValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FacetValue'] = ResolversParentTypes['FacetValue']> = {
  category: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  selected: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  to: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  value: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  similar: Resolver<Maybe<Array<Maybe<ResolversTypes['Product']>>>, ParentType, ContextType, RequireFields<ProductSimilarArgs, 'first'>>;
};

export type ProductSearchConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductSearchConnection'] = ResolversParentTypes['ProductSearchConnection']> = {
  edges: Resolver<Array<ResolversTypes['ProductSearchEdge']>, ParentType, ContextType>;
  facets: Resolver<Array<ResolversTypes['Facet']>, ParentType, ContextType>;
  nodes: Resolver<Array<Maybe<ResolversTypes['Product']>>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountExact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  unmatchedFilters: Resolver<Array<ResolversTypes['UnmatchedFilter']>, ParentType, ContextType>;
};

export type ProductSearchEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductSearchEdge'] = ResolversParentTypes['ProductSearchEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  score: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  searchProducts: Resolver<Maybe<ResolversTypes['ProductSearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchProductsArgs, 'first' | 'sort'>>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type UnmatchedFilterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnmatchedFilter'] = ResolversParentTypes['UnmatchedFilter']> = {
  argument: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Category: CategoryResolvers<ContextType>;
  Currency: GraphQLScalarType;
  Facet: FacetResolvers<ContextType>;
  FacetValue: FacetValueResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Product: ProductResolvers<ContextType>;
  ProductSearchConnection: ProductSearchConnectionResolvers<ContextType>;
  ProductSearchEdge: ProductSearchEdgeResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  SafeInt: GraphQLScalarType;
  UnmatchedFilter: UnmatchedFilterResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl: CacheControlDirectiveResolver<any, any, ContextType>;
  composeDirective: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'Currency' | 'Facet' | 'FacetValue' | 'PageInfo' | 'ProductSearchConnection' | 'ProductSearchEdge' | 'SafeInt' | 'UnmatchedFilter';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
